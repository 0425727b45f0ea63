using System.Globalization;
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

    public byte[] Bytes => BytesOf(Proto);

    /// <summary>A file with the format's version.</summary>
    public static byte[] BytesOf(ModelProto model) => [.. IrVersion, .. model.ToByteArray()];

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

    /// <summary>
    /// A node. Inputs, outputs and attributes are in texts with spaces between; <c>_</c> leaves an input or output out. The value of an
    /// attribute is a list in brackets, a number that is a float where it has a point, or a text: <c>pads=[1,1] alpha=0.5 mode=edge</c>.
    /// </summary>
    public TestModel Node(string @operator, string inputs, string outputs, string attributes = "")
    {
        var node = new NodeProto { OpType = @operator };
        node.Input.AddRange(Words(inputs).Select(name => name == "_" ? "" : name));
        node.Output.AddRange(Words(outputs).Select(name => name == "_" ? "" : name));
        foreach (string attribute in Words(attributes))
        {
            string[] parts = attribute.Split('=');
            node.Attribute.Add(Attribute(parts[0], parts[1]));
        }

        Graph.Node.Add(node);
        return this;
    }

    /// <summary>The last node gets an attribute of a tensor.</summary>
    public TestModel With(string attribute, TensorProto tensor)
    {
        Graph.Node[^1].Attribute.Add(new AttributeProto { Name = attribute, Type = AttributeType.Tensor, T = tensor });
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

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

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

    private static AttributeProto Attribute(string name, string value)
    {
        bool isFloat = value.Contains('.');
        if (value.StartsWith('['))
        {
            string[] numbers = value[1..^1].Split(',', StringSplitOptions.RemoveEmptyEntries);
            var list = new AttributeProto { Name = name, Type = isFloat ? AttributeType.Floats : AttributeType.Ints };
            if (isFloat)
                list.Floats.AddRange(numbers.Select(number => float.Parse(number, CultureInfo.InvariantCulture)));
            else
                list.Ints.AddRange(numbers.Select(number => long.Parse(number, CultureInfo.InvariantCulture)));
            return list;
        }

        if (!double.TryParse(value, CultureInfo.InvariantCulture, out double parsed))
            return new AttributeProto { Name = name, Type = AttributeType.String, S = ByteString.CopyFromUtf8(value) };
        return isFloat
            ? new AttributeProto { Name = name, Type = AttributeType.Float, F = (float)parsed }
            : new AttributeProto { Name = name, Type = AttributeType.Int, I = long.Parse(value, CultureInfo.InvariantCulture) };
    }
}
