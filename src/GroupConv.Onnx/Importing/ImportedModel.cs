using System.Runtime.InteropServices;
using GroupConv.Networks;

namespace GroupConv.Onnx.Importing;

/// <summary>What an import makes of a model, for inputs of some shapes.</summary>
/// <param name="Network">The layers.</param>
/// <param name="Weights">The values of their parameters.</param>
/// <param name="Inputs">The inputs as the file declares them.</param>
/// <param name="Outputs">The outputs as the file declares them.</param>
/// <param name="InputShapes">The shapes of the inputs, in the order of the network's.</param>
internal sealed record ImportedModel(
    Network Network, StateDict Weights, IReadOnlyList<OnnxTensorInfo> Inputs, IReadOnlyList<OnnxTensorInfo> Outputs, IReadOnlyList<TensorShape> InputShapes)
{
    /// <summary>The first node in which another import of the same model differs; null where none does.</summary>
    public string? FirstDifference(ImportedModel other)
    {
        IReadOnlyList<NetworkNode> nodes = Network.Nodes, others = other.Network.Nodes;
        for (int i = 0; i < Math.Max(nodes.Count, others.Count); i++)
        {
            if (i >= nodes.Count || i >= others.Count || !AreEqual(nodes[i], others[i]) || !HaveEqualWeights(nodes[i], other))
                return (i < nodes.Count ? nodes[i] : others[i]).Name;
        }

        // Equal nodes with other outputs: one output is a node that only one of the two imports needs.
        return Network.Outputs.SequenceEqual(other.Network.Outputs) ? null : Network.Outputs[0].Name;
    }

    private static bool AreEqual(NetworkNode a, NetworkNode b) =>
        a.Name == b.Name && a.Inputs.SequenceEqual(b.Inputs) && a.Layer.Equals(b.Layer);

    private bool HaveEqualWeights(NetworkNode node, ImportedModel other)
    {
        foreach (ParameterSpec parameter in node.Layer.Parameters)
        {
            string name = node.ParameterName(parameter);
            ReadOnlySpan<float> mine = Weights[name].Values.Span, others = other.Weights[name].Values.Span;
            // Most weights are the very bytes of the file in both; the others are compared as bits.
            if (mine != others && !MemoryMarshal.AsBytes(mine).SequenceEqual(MemoryMarshal.AsBytes(others)))
                return false;
        }

        return true;
    }
}
