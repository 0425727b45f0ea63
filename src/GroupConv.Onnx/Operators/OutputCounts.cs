using GroupConv.Onnx.Graphs;

namespace GroupConv.Onnx.Operators;

/// <summary>
/// How many outputs operators have in ONNX's specification. More than these would be ignored where nobody reads them, but say that the model
/// means another operator than the one that is run.
/// </summary>
internal static class OutputCounts
{
    /// <exception cref="OnnxException">The node has more outputs than its operator; the message names the first.</exception>
    public static void ThrowIfTooMany(OnnxNode node)
    {
        int most = MostOf(node.Operator);
        if (node.NamedOutputs > most)
            throw node.Error($"its output {most}, '{node.Proto.Output[most]}', does not exist: {node.Operator} has at most {most}");
    }

    private static int MostOf(string @operator) => @operator switch
    {
        "Split" => int.MaxValue,
        "BatchNormalization" => 5,
        "MaxPool" or "Dropout" => 2, // the indices, and the mask
        _ => 1,
    };
}
