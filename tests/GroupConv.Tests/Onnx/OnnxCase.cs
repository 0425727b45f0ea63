using System.Runtime.InteropServices;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Onnx;

/// <summary>One published test case of the ONNX operator Conv: the layer that its node describes, its tensors.</summary>
internal sealed class OnnxCase
{
    private readonly NodeProto _node;

    private OnnxCase(string folder, GraphProto graph)
    {
        _node = graph.Node.Single();
        Name = Path.GetFileName(folder);
        string data = Path.Combine(folder, "test_data_set_0");
        int file = 0;
        // Some cases carry their weights in the model, the others in a file like the input's.
        Inputs =
        [
            .. _node.Input.Select(name => graph.Initializer.SingleOrDefault(tensor => tensor.Name == name) is { } weights
                ? ToFloats(weights)
                : Read(Path.Combine(data, $"input_{file++}.pb"))),
        ];
        Output = Read(Path.Combine(data, "output_0.pb"));
    }

    public string Name { get; }

    public IReadOnlyList<OnnxTensor> Inputs { get; }

    public OnnxTensor Output { get; }

    /// <summary>The cases of Conv with this many spatial axes, on floats.</summary>
    public static IReadOnlyList<OnnxCase> Load(int spatialAxes)
    {
        string cases = SharedData.PathOf("data/onnx-conv-cases");
        return
        [
            .. Directory.EnumerateDirectories(cases).Order()
                .Select(folder => (folder, graph: ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "model.onnx"))).Graph))
                .Where(pair => pair.graph.Node.Single().OpType == "Conv")
                .Select(pair => new OnnxCase(pair.folder, pair.graph))
                .Where(@case => @case.Inputs[0].Shape.Length == spatialAxes + 2),
        ];
    }

    /// <summary>An attribute with an integer for each spatial axis.</summary>
    public int[] Axes(string name, int count, int otherwise)
    {
        AttributeProto? attribute = Attribute(name);
        return attribute is null ? [.. Enumerable.Repeat(otherwise, count)] : [.. attribute.Ints.Select(value => checked((int)value))];
    }

    public int Groups => (int)(Attribute("group")?.I ?? 1);

    public string AutoPad => Attribute("auto_pad")?.S.ToStringUtf8() ?? "NOTSET";

    private AttributeProto? Attribute(string name) => _node.Attribute.SingleOrDefault(attribute => attribute.Name == name);

    private static OnnxTensor Read(string file) => ToFloats(TensorProto.Parser.ParseFrom(File.ReadAllBytes(file)));

    private static OnnxTensor ToFloats(TensorProto tensor)
    {
        const int Float = 1;
        tensor.DataType.Should().Be(Float);
        float[] values = tensor.RawData.IsEmpty ? [.. tensor.FloatData] : MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();
        return new OnnxTensor([.. tensor.Dims.Select(length => (int)length)], values);
    }
}

internal sealed record OnnxTensor(int[] Shape, float[] Values);
