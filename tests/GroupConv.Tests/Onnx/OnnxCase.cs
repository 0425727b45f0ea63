using System.Runtime.InteropServices;
using GroupConv.Networks;
using GroupConv.Onnx.Schema;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Onnx;

/// <summary>One published test case of an ONNX operator: its model of one node, and the tensors that go in and come out.</summary>
internal sealed class OnnxCase
{
    private readonly string _folder;
    private readonly NodeProto _node;
    private readonly Lazy<IReadOnlyList<OnnxTensor>> _inputs;

    private OnnxCase(string folder)
    {
        _folder = folder;
        GraphProto graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(ModelPath)).Graph;
        _node = graph.Node.Single();
        // Some cases carry their weights in the model, the others in a file like the input's.
        InputNames = [.. _node.Input];
        _inputs = new(() =>
        {
            int file = 0;
            return [.. _node.Input.Select(name => Initializer(name) is { } weights ? ToFloats(weights) : Read($"input_{file++}.pb"))];
        });
        TensorProto? Initializer(string name) => graph.Initializer.SingleOrDefault(tensor => tensor.Name == name);
        SpatialAxes = graph.Input[0].Type.TensorType.Shape.Dim.Count - 2;
    }

    public string Name => Path.GetFileName(_folder);

    public string ModelPath => Path.Combine(_folder, "model.onnx");

    public string Operator => _node.OpType;

    public int SpatialAxes { get; }

    public IReadOnlyList<string> InputNames { get; }

    /// <summary>The tensors of <see cref="InputNames"/>, where they are floats.</summary>
    public IReadOnlyList<OnnxTensor> Inputs => _inputs.Value;

    public OnnxTensor Output => Read("output_0.pb");

    public static IReadOnlyList<OnnxCase> All() =>
        [.. Directory.EnumerateDirectories(SharedData.PathOf("data/onnx-conv-cases")).Order().Select(folder => new OnnxCase(folder))];

    /// <summary>The cases of Conv with this many spatial axes, on floats.</summary>
    public static IReadOnlyList<OnnxCase> Load(int spatialAxes) => [.. All().Where(@case => @case.Operator == "Conv" && @case.SpatialAxes == spatialAxes)];

    /// <summary>An attribute with an integer for each spatial axis.</summary>
    public int[] Axes(string name, int count, int otherwise)
    {
        AttributeProto? attribute = Attribute(name);
        return attribute is null ? [.. Enumerable.Repeat(otherwise, count)] : [.. attribute.Ints.Select(value => checked((int)value))];
    }

    public int Groups => (int)(Attribute("group")?.I ?? 1);

    public string AutoPad => Attribute("auto_pad")?.S.ToStringUtf8() ?? "NOTSET";

    private AttributeProto? Attribute(string name) => _node.Attribute.SingleOrDefault(attribute => attribute.Name == name);

    private OnnxTensor Read(string file) => ToFloats(TensorProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(_folder, "test_data_set_0", file))));

    private static OnnxTensor ToFloats(TensorProto tensor)
    {
        tensor.DataType.Should().Be(TensorProto.Types.DataType.Float);
        float[] values = tensor.RawData.IsEmpty ? [.. tensor.FloatData] : MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();
        return new OnnxTensor([.. tensor.Dims.Select(length => (int)length)], values);
    }
}

internal sealed record OnnxTensor(int[] Shape, float[] Values)
{
    public TensorShape TensorShape => [.. Shape];
}
