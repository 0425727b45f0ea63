using GroupConv.Networks;
using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Operators;

/// <summary>Convolutions and their transposes, of planes and of lines.</summary>
internal static class ConvOperators
{
    public static RuntimeValue Conv(NodeContext node)
    {
        RuntimeValue input = node.Runtime(0);
        ReadOnlyMemory<float> weight = node.Floats(1, "weight");
        TensorShape shape = node.Value(1).Shape;
        Window window = Window.Of(node, input.Shape, shape);
        int groups = node.Attributes.Int32("group", 1);
        if (groups < 1 || (long)shape[1] * groups != input.Shape[1])
            throw node.Error($"its weight {shape} with {groups} groups is for {(long)shape[1] * groups} channels, but its input is {input.Shape}");
        var options = new GroupedConv2dOptions(input.Shape[1], shape[0], window.Kernel)
        {
            Stride = window.Stride,
            Dilation = window.Dilation,
            Groups = groups,
            Bias = node.Has(2),
            Padding = window.AutoPad switch
            {
                AutoPad.SameUpper => Padding.SameUpper,
                AutoPad.SameLower => Padding.SameLower,
                _ => window.Padding,
            },
        };
        Layer layer = shape.Rank == 3 ? new Conv1d(options) : new Conv2d(options);
        return options.Bias ? node.Emit(layer, [input], weight, Bias(node, shape[0])) : node.Emit(layer, [input], weight);
    }

    public static RuntimeValue ConvTranspose(NodeContext node)
    {
        RuntimeValue input = node.Runtime(0);
        ReadOnlyMemory<float> weight = node.Floats(1, "weight");
        TensorShape shape = node.Value(1).Shape;
        Window window = Window.Of(node, input.Shape, shape);
        if (shape[0] != input.Shape[1])
            throw node.Error($"its weight {shape} is for {shape[0]} channels, but its input is {input.Shape}");
        int groups = node.Attributes.Int32("group", 1);
        if (groups < 1)
            throw node.Error($"attribute 'group' is {groups}, but must be at least 1");
        int axes = shape.Rank - 2;
        // What is not set says nothing of the axis of rows that lines do not have.
        Size2d outputPadding = Window.Pair(node, "output_padding", axes, least: 0) is { } given ? axes == 1 ? given with { Height = 0 } : given : 0;
        (Padding padding, outputPadding) = TransposePadding.Of(window, outputPadding, Window.Pair(node, "output_shape", axes, least: 1), input.Shape);
        var layer = new ConvTranspose2d(input.Shape[1], Lengths.Of((long)shape[1] * groups, "the number of output channels"), window.Kernel)
        {
            Stride = window.Stride,
            Dilation = window.Dilation,
            Groups = groups,
            Padding = padding,
            OutputPadding = outputPadding,
            Bias = node.Has(2),
            IsLine = axes == 1,
        };
        return layer.Bias ? node.Emit(layer, [input], weight, Bias(node, layer.OutChannels)) : node.Emit(layer, [input], weight);
    }

    private static ReadOnlyMemory<float> Bias(NodeContext node, int channels)
    {
        ReadOnlyMemory<float> bias = node.Floats(2, "bias");
        return node.Value(2).Shape is [int length] && length == channels
            ? bias
            : throw node.Error($"its bias must have the shape [{channels}], but has {node.Value(2).Shape}");
    }
}
