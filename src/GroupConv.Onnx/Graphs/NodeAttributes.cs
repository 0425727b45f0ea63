using GroupConv.Onnx.Schema;
using AttributeType = GroupConv.Onnx.Schema.AttributeProto.Types.AttributeType;

namespace GroupConv.Onnx.Graphs;

/// <summary>The attributes of a node. One that nobody asks for is an error, for it could change the result.</summary>
internal sealed class NodeAttributes
{
    private readonly OnnxNode _node;
    private readonly Dictionary<string, AttributeProto> _attributes = [];
    private readonly HashSet<string> _unread = [];

    public NodeAttributes(OnnxNode node)
    {
        _node = node;
        foreach (AttributeProto attribute in node.Proto.Attribute)
        {
            if (!_attributes.TryAdd(attribute.Name, attribute))
                throw node.Error($"it has two attributes '{attribute.Name}'");
            _unread.Add(attribute.Name);
        }
    }

    public long? Integer(string name) => Find(name, AttributeType.Int)?.I;

    public long Integer(string name, long otherwise) => Integer(name) ?? otherwise;

    public int Int32(string name, int otherwise)
    {
        long value = Integer(name, otherwise);
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw _node.Error($"attribute '{name}' is {value}");
    }

    public bool Flag(string name, bool otherwise = false) => Integer(name, otherwise ? 1 : 0) switch
    {
        0 => false,
        1 => true,
        long value => throw _node.Error($"attribute '{name}' is {value}, which is neither 0 nor 1"),
    };

    public float? Float(string name) => Find(name, AttributeType.Float)?.F;

    public float Float(string name, float otherwise) => Float(name) ?? otherwise;

    public string Text(string name, string otherwise) => Find(name, AttributeType.String)?.S.ToStringUtf8() ?? otherwise;

    public IReadOnlyList<long>? Integers(string name) => Find(name, AttributeType.Ints)?.Ints;

    public IReadOnlyList<float>? Floats(string name) => Find(name, AttributeType.Floats)?.Floats;

    public TensorProto? Tensor(string name) => Find(name, AttributeType.Tensor)?.T;

    /// <summary>Attributes that do not matter here: those of training, for instance.</summary>
    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            _unread.Remove(name);
    }

    /// <exception cref="OnnxException">There is an attribute that was not asked for.</exception>
    public void ThrowIfUnread()
    {
        if (_unread.Count > 0)
            throw _node.Error($"attribute '{_unread.First()}' is not supported");
    }

    private AttributeProto? Find(string name, AttributeType type)
    {
        _unread.Remove(name);
        if (!_attributes.TryGetValue(name, out AttributeProto? attribute))
            return null;
        // Files of the first version of the format say no type.
        if (attribute.Type != type && attribute.Type != AttributeType.Undefined)
            throw _node.Error($"attribute '{name}' is of type {attribute.Type}, not {type}");
        return attribute;
    }
}
