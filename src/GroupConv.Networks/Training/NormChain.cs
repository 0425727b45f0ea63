namespace GroupConv.Networks.Training;

/// <summary>
/// A batch norm that is read once, by a sum or a ReLU, or by a sum that a ReLU reads once: one node in training, so that the tensors
/// between are neither written nor read.
/// </summary>
/// <param name="Norm">The batch norm.</param>
/// <param name="Sum">The sum, or null.</param>
/// <param name="Rectifier">The ReLU, or null.</param>
internal sealed record NormChain(NetworkNode Norm, NetworkNode? Sum, NetworkNode? Rectifier)
{
    /// <summary>The node whose output is the chain's; the last of all that it reads is made before.</summary>
    public NetworkNode Last => Rectifier ?? Sum ?? Norm;

    /// <summary>What is added to the norm's output.</summary>
    public NetworkValue? Residual => Sum is null ? null : Sum.Inputs[0] == Norm.Output ? Sum.Inputs[1] : Sum.Inputs[0];

    /// <summary>The chains of a network, by the index of each node that is in one.</summary>
    public static Dictionary<int, NormChain> Of(Network network, NetworkShapes shapes)
    {
        var chains = new Dictionary<int, NormChain>();
        foreach (NetworkNode norm in network.Nodes.Where(node => node.Layer is BatchNorm2d))
        {
            NetworkNode? sum = OnlyReader(network, norm) is { Layer: Add } add && Fits(add, shapes) && !chains.ContainsKey(add.Index) ? add : null;
            NetworkNode? rectifier = OnlyReader(network, sum ?? norm) is { Layer: ReLU } relu ? relu : null;
            var chain = new NormChain(norm, sum, rectifier);
            chains[norm.Index] = chain;
            if (sum is not null)
                chains[sum.Index] = chain;
            if (rectifier is not null)
                chains[rectifier.Index] = chain;
        }

        return chains;
    }

    private static bool Fits(NetworkNode sum, NetworkShapes shapes) =>
        sum.Inputs[0] != sum.Inputs[1] && shapes[sum.Inputs[0]].Equals(shapes[sum.Inputs[1]]);

    private static NetworkNode? OnlyReader(Network network, NetworkNode node)
    {
        if (network.Outputs.Any(output => output.Value == node.Output))
            return null;
        NetworkNode[] readers = [.. network.Nodes.Where(reader => reader.Inputs.Contains(node.Output))];
        return readers is [var only] ? only : null;
    }
}
