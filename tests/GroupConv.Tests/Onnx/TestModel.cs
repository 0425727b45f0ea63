using System.Runtime.InteropServices;
using Google.Protobuf;
using GroupConv.Networks;
using GroupConv.Onnx;
using GroupConv.Onnx.Schema;
using GroupConv.Tests.Support;
using AttributeType = GroupConv.Onnx.Schema.AttributeProto.Types.AttributeType;
using DataType = GroupConv.Onnx.Schema.TensorProto.Types.DataType;

namespace GroupConv.Tests.Onnx;

/// <summary>A model made piece by piece, as an exporter would.</summary>
internal sealed class TestModel
{
    // The format's version, which the reader does not look at; other programs do.
    private static readonly byte[] IrVersion = [1 << 3, 8];

    private int _seed = 1;

    public TestModel(int opset = 13)
    {
        Proto.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
        Proto.Graph = new GraphProto { Name = "graph" };
    }

    public ModelProto Proto { get; } = new();

    public GraphProto Graph => Proto.Graph;

    public byte[] Bytes => [.. IrVersion, .. Proto.ToByteArray()];

    /// <summary>An input of floats; -1 for a length that has a name only.</summary>
    public TestModel Input(string name, params int[] lengths)
    {
        Graph.Input.Add(Info(name, lengths));
        return this;
    }

    public TestModel Output(string name)
    {
        Graph.Output.Add(Info(name, lengths: null));
        return this;
    }

    /// <summary>An initializer with raw data; uniform numbers in [-1, 1) unless others are given.</summary>
    public TestModel Floats(string name, int[] lengths, params float[] values)
    {
        if (values.Length == 0)
            values = TestData.Uniform(lengths.Aggregate(1L, (product, length) => product * length), _seed++);
        var tensor = new TensorProto { Name = name, DataType = DataType.Float, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values)) };
        tensor.Dims.AddRange(lengths.Select(length => (long)length));
        Graph.Initializer.Add(tensor);
        return this;
    }

    /// <summary>An initializer of one axis, in a field of its own type.</summary>
    public TestModel Integers(string name, params long[] values)
    {
        Graph.Initializer.Add(OfIntegers(values, name));
        return this;
    }

    /// <summary>A node whose inputs and outputs are named in texts with spaces between; <c>_</c> leaves one out.</summary>
    public TestModel Node(string @operator, string inputs, string outputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = @operator };
        node.Input.AddRange(Names(inputs));
        node.Output.AddRange(Names(outputs));
        foreach ((string name, object value) in attributes)
            node.Attribute.Add(Attribute(name, value));
        Graph.Node.Add(node);
        return this;
    }

    /// <summary>The last node gets a name.</summary>
    public TestModel Named(string name)
    {
        Graph.Node[^1].Name = name;
        return this;
    }

    public OnnxModel Load(OnnxImportOptions? options = null) => OnnxModel.Load(new MemoryStream(Bytes), options);

    /// <summary>The message with which it is refused.</summary>
    public string Refusal(OnnxImportOptions? options = null) => FluentActions.Invoking(() => Load(options)).Should().Throw<OnnxException>().Which.Message;

    /// <summary>The layers that it becomes.</summary>
    public IEnumerable<Layer> Layers() => Load().Network.Nodes.Select(node => node.Layer);

    /// <summary>The only layer that it becomes.</summary>
    public Layer OneLayer() => Layers().Should().ContainSingle().Subject;

    public static TensorProto OfIntegers(long[] values, string name = "")
    {
        var tensor = new TensorProto { Name = name, DataType = DataType.Int64 };
        tensor.Dims.Add(values.Length);
        tensor.Int64Data.AddRange(values);
        return tensor;
    }

    /// <summary>A tensor of one integer and no axis.</summary>
    public static TensorProto OfInteger(long value)
    {
        var tensor = new TensorProto { DataType = DataType.Int64 };
        tensor.Int64Data.Add(value);
        return tensor;
    }

    private static string[] Names(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => name == "_" ? "" : name)];

    private static ValueInfoProto Info(string name, int[]? lengths)
    {
        var tensor = new TensorTypeProto { ElemType = DataType.Float };
        if (lengths is not null)
        {
            tensor.Shape = new TensorShapeProto();
            tensor.Shape.Dim.AddRange(lengths.Select(length => length < 0 ? new DimensionProto { DimParam = "n" } : new DimensionProto { DimValue = length }));
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    private static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case int integer:
                (attribute.Type, attribute.I) = (AttributeType.Int, integer);
                break;
            case float number:
                (attribute.Type, attribute.F) = (AttributeType.Float, number);
                break;
            case string text:
                (attribute.Type, attribute.S) = (AttributeType.String, ByteString.CopyFromUtf8(text));
                break;
            case int[] integers:
                attribute.Type = AttributeType.Ints;
                attribute.Ints.AddRange(integers.Select(integer => (long)integer));
                break;
            case float[] numbers:
                attribute.Type = AttributeType.Floats;
                attribute.Floats.AddRange(numbers);
                break;
            case TensorProto tensor:
                (attribute.Type, attribute.T) = (AttributeType.Tensor, tensor);
                break;
            default:
                throw new ArgumentException($"no attribute is a {value.GetType()}");
        }

        return attribute;
    }
}
