using GroupConv.Networks;
using GroupConv.Onnx.Importing;

namespace GroupConv.Onnx.Operators;

/// <summary>
/// Which of its two forms a BatchNormalization has: that of inference, by given statistics, or that of training, by the batch's own. Since opset
/// 14 the attribute <c>training_mode</c> says so; before, five outputs do.
/// </summary>
/// <param name="IsTraining">Whether the batch's own statistics are meant.</param>
/// <param name="Channels">The length of axis 1.</param>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Momentum">How much of the running statistics stays.</param>
internal readonly record struct BatchNormForm(bool IsTraining, int Channels, float Epsilon, float Momentum)
{
    private const int HasTrainingMode = 14;

    /// <param name="node">The node.</param>
    /// <param name="input">The shape of its input.</param>
    /// <exception cref="OnnxException">The input has no channels, or the node has outputs that its form does not have.</exception>
    public static BatchNormForm Of(NodeContext node, TensorShape input)
    {
        if (input.Rank < 2)
            throw node.Error($"its input {input} has no channels");
        return new BatchNormForm(
            node.Opset >= HasTrainingMode ? IsTrainingByAttribute(node) : IsTrainingByOutputs(node),
            input[1],
            node.Attributes.Float("epsilon", 1e-5f),
            node.Attributes.Float("momentum", 0.9f));
    }

    private static bool IsTrainingByAttribute(NodeContext node)
    {
        const int OutputsOfTraining = 3;
        bool isTraining = node.Attributes.Flag("training_mode");
        if (!isTraining && node.NamedOutputs > 1)
            throw node.Error($"its output 1, '{node.OutputName(1)}', does not exist without attribute 'training_mode'");
        if (node.NamedOutputs > OutputsOfTraining)
            throw node.Error($"its output {OutputsOfTraining}, '{node.OutputName(OutputsOfTraining)}', does not exist since opset {HasTrainingMode}");
        return isTraining;
    }

    private static bool IsTrainingByOutputs(NodeContext node)
    {
        const int OutputsOfTraining = 5;
        return node.NamedOutputs switch
        {
            1 => false,
            OutputsOfTraining => true,
            int count => throw node.Error($"it has {count} outputs, but must have 1, or {OutputsOfTraining} in training"),
        };
    }
}
