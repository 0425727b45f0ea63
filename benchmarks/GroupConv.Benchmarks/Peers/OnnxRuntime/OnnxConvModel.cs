using System.Runtime.InteropServices;

namespace GroupConv.Benchmarks.Peers.OnnxRuntime;

/// <summary>
/// An ONNX model of one Conv node with fixed shapes, its weights and bias inside. Field numbers are those of onnx.proto
/// (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
/// </summary>
internal static class OnnxConvModel
{
    public const string Input = "x";
    public const string Output = "y";

    private const string Weights = "w";
    private const string Bias = "b";
    private const int IrVersion = 8;
    private const int Opset = 13; // the same Conv as 11 and up to 21
    private const int Float = 1; // TensorProto.DataType
    private const int IntType = 2; // AttributeProto.AttributeType
    private const int IntsType = 7;

    /// <returns>A serialized ModelProto.</returns>
    public static ReadOnlySpan<byte> Of(LayerData data)
    {
        ConvGeometry g = data.Geometry;
        ProtoWriter graph = new ProtoWriter()
            .Message(1, Node(g))
            .Text(2, "conv")
            .Message(5, Tensor(Weights, data.Weights.Span, g.OutChannels, g.InChannelsPerGroup, g.Kernel.Height, g.Kernel.Width))
            .Message(5, Tensor(Bias, data.Bias.Span, g.OutChannels))
            .Message(11, Value(Input, g.Batch, g.InChannels, g.InHeight, g.InWidth))
            .Message(12, Value(Output, g.Batch, g.OutChannels, g.OutHeight, g.OutWidth));
        return new ProtoWriter()
            .Integer(1, IrVersion)
            .Message(7, graph)
            .Message(8, new ProtoWriter().Text(1, "").Integer(2, Opset))
            .Written;
    }

    private static ProtoWriter Node(ConvGeometry g) => new ProtoWriter()
        .Text(1, Input).Text(1, Weights).Text(1, Bias)
        .Text(2, Output)
        .Text(4, "Conv")
        .Message(5, new ProtoWriter().Text(1, "group").Integer(3, g.Groups).Integer(20, IntType))
        .Message(5, Axes("kernel_shape", g.Kernel.Height, g.Kernel.Width))
        .Message(5, Axes("strides", g.Stride.Height, g.Stride.Width))
        .Message(5, Axes("dilations", g.Dilation.Height, g.Dilation.Width))
        .Message(5, Axes("pads", g.PadTop, g.PadLeft, g.PadBottom, g.PadRight));

    private static ProtoWriter Axes(string name, params ReadOnlySpan<long> values) =>
        new ProtoWriter().Text(1, name).Integers(8, values).Integer(20, IntsType);

    private static ProtoWriter Tensor(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        new ProtoWriter().Integers(1, shape).Integer(2, Float).Text(8, name).Bytes(9, MemoryMarshal.AsBytes(values));

    private static ProtoWriter Value(string name, params ReadOnlySpan<long> shape)
    {
        var dimensions = new ProtoWriter();
        foreach (long length in shape)
            dimensions.Message(1, new ProtoWriter().Integer(1, length));
        ProtoWriter tensor = new ProtoWriter().Integer(1, Float).Message(2, dimensions);
        return new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, tensor));
    }
}
