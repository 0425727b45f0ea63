using GroupConv.Networks;

namespace GroupConv.Tests.Training.Reference;

/// <summary>A network in training by the definition of its layers, one after the other, in double precision.</summary>
/// <param name="network">A network of one input and one output.</param>
/// <param name="shape">The shape of the input.</param>
/// <param name="seed">That of <see cref="TrainingOptions.Seed"/>, which decides what the first forward run drops.</param>
internal sealed class DoubleNetwork(Network network, TensorShape shape, int seed)
{
    private const uint Golden = 0x9e3779b9;
    private readonly NetworkShapes _shapes = network.Shapes(shape);
    private readonly NetworkNode[] _nodes = Needed(network);

    public static Dictionary<string, double[]> Weights(StateDict weights) =>
        weights.ToDictionary(tensor => tensor.Name, tensor => Array.ConvertAll(tensor.Values.ToArray(), x => (double)x));

    /// <summary>The output of a forward run, the first of its training.</summary>
    public double[] Run(Dictionary<string, double[]> weights, double[] input, Smoothness smoothness)
    {
        var values = new DoubleTensor[network.Nodes.Count];
        var given = new DoubleTensor(shape, input);
        DoubleTensor Of(NetworkValue value) => value.IsInput ? given : values[value.Node];
        foreach (NetworkNode node in _nodes)
        {
            DoubleTensor[] parameters = [.. node.Layer.Parameters.Select(one => new DoubleTensor(one.Shape, weights[node.ParameterName(one)]))];
            values[node.Index] = DoubleLayers.Run(
                node.Layer, _shapes[node.Output], [.. node.Inputs.Select(Of)], parameters, i => IsDropped(node, i), smoothness);
            smoothness.Values(values[node.Index].Values);
        }

        return [.. Of(network.Outputs[0].Value).Values]; // a copy: a reshape of the input is the caller's own array
    }

    /// <summary>The nodes that the output depends on.</summary>
    private static NetworkNode[] Needed(Network network)
    {
        HashSet<NetworkValue> needed = [network.Outputs[0].Value];
        var nodes = new Stack<NetworkNode>();
        foreach (NetworkNode node in network.Nodes.Reverse().Where(node => needed.Contains(node.Output)))
        {
            needed.UnionWith(node.Inputs);
            nodes.Push(node);
        }

        return [.. nodes];
    }

    /// <summary>The finalizer of MurmurHash3 of seed, node, run and place, as the remarks of the product's step say.</summary>
    private bool IsDropped(NetworkNode node, int i)
    {
        const uint firstRun = 1;
        double probability = ((Dropout)node.Layer).Probability;
        uint key = Mix(NamedRandom.HashOf(node.Name, seed) + firstRun * Golden);
        return Mix(((uint)i * Golden) ^ key) >> 8 < (uint)Math.Round(probability * (1 << 24));
    }

    private static uint Mix(uint hash)
    {
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        return hash ^ (hash >> 16);
    }
}
