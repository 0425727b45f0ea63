using GroupConv.Networks.Compilation;

namespace GroupConv.Networks.Training;

/// <summary>A node of a network in training: one of the network's, or a batch norm with the sum and the ReLU behind it.</summary>
/// <param name="node">The network's node; of several the batch norm.</param>
/// <param name="inputs">What it reads; a batch norm's second is added to its result.</param>
/// <param name="output">What it makes.</param>
/// <param name="rectifies">Whether a batch norm ends with a ReLU.</param>
internal sealed class TrainingNode(NetworkNode node, TrainingValue[] inputs, TrainingValue output, bool rectifies)
{
    public NetworkNode Node { get; } = node;

    public TrainingValue[] Inputs { get; } = inputs;

    public TrainingValue Output { get; } = output;

    public bool Rectifies { get; } = rectifies;

    /// <summary>
    /// Where the gradient of each input goes: the first reader that runs backward writes it to its place, every other one to a place of
    /// its own, from where it is added. Null for an input that needs none.
    /// </summary>
    public Place?[] Targets { get; } = new Place?[inputs.Length];
}
