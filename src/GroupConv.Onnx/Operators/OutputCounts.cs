using GroupConv.Onnx.Graphs;

namespace GroupConv.Onnx.Operators;

/// <summary>
/// Lists how many outputs each operator has in ONNX's specification. Further outputs are refused even where nothing reads them, since they say that
/// the model means another operator.
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
