using GroupConv.Onnx.Schema;

namespace GroupConv.Onnx.Graphs;

/// <summary>A node of the model.</summary>
/// <param name="proto">The message.</param>
/// <param name="index">Its place in the file.</param>
internal sealed class OnnxNode(NodeProto proto, int index)
{
    public NodeProto Proto { get; } = proto;

    public int Index { get; } = index;

    public string Operator => Proto.OpType;

    /// <summary>Its outputs up to the last that has a name; those behind it are left out.</summary>
    public int NamedOutputs
    {
        get
        {
            int count = Proto.Output.Count;
            while (count > 0 && Proto.Output[count - 1].Length == 0)
                count--;
            return count;
        }
    }

    /// <summary>Its own name, or the operator's and its place.</summary>
    public string Name { get; } = proto.Name.Length > 0 ? proto.Name : $"{proto.OpType}_{index}";

    /// <summary>Whether all its inputs are known while the model is read, so that it is computed then.</summary>
    public bool IsFolded { get; set; }

    /// <summary>Whether the operator is one of ONNX's own, and not of somebody's extension.</summary>
    public bool IsStandard => Proto.Domain is "" or "ai.onnx";

    /// <summary>An error that names the node.</summary>
    public OnnxException Error(string message, Exception? cause = null) => new($"node '{Name}' ({Operator}): {message}", cause);
}
