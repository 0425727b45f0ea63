using GroupConv.Networks;

namespace GroupConv.Cli.Verification.Graphs;

/// <summary>
/// Makes a failing network small: takes outputs and nodes away, one at a time, as long as what is left still fails. Elements of inputs and
/// parameters go by the ids of their nodes, so those of the remaining nodes stay.
/// </summary>
internal static class NetworkShrinker
{
    private const int MaxTries = 2000;

    /// <param name="failing">A network that fails.</param>
    /// <param name="fails">Whether a network fails.</param>
    public static NetworkCase Shrink(NetworkCase failing, Predicate<NetworkCase> fails)
    {
        int tries = 0;
        while (Smaller(failing).TakeWhile(_ => tries++ < MaxTries).FirstOrDefault(one => fails(one)) is { } smaller)
            failing = smaller;
        return failing;
    }

    private static IEnumerable<NetworkCase> Smaller(NetworkCase one) =>
        Candidates(one).Select(candidate => candidate.Pruned()).Where(candidate => candidate.Outputs.Count > 0 && Size(candidate).CompareTo(Size(one)) < 0 && IsValid(candidate));

    /// <summary>Fewer outputs, then fewer nodes, then fewer layers that compute, then fewer operands.</summary>
    private static (int, int, int, int) Size(NetworkCase one) =>
        (one.Outputs.Count, one.Nodes.Count, one.Nodes.Count(node => node.Layer is not ReLU), one.Nodes.Sum(node => node.Inputs.Length));

    private static IEnumerable<NetworkCase> Candidates(NetworkCase one)
    {
        foreach (int output in one.Outputs)
            yield return one with { Outputs = [.. one.Outputs.Where(other => other != output)] };
        // A node that fails need not be one that an output needs.
        foreach (CaseNode node in one.Nodes)
            yield return one with { Outputs = [node.Id] };
        NetworkShapes shapes = one.Build().Shapes(one.Shapes);
        for (int i = 0; i < one.Nodes.Count; i++)
        {
            CaseNode node = one.Nodes[i];
            TensorShape shape = shapes[one.Build().Nodes[i].Output];
            foreach (int input in node.Inputs)
                yield return Replaced(one, node.Id, input);
            yield return one with
            {
                Inputs = [.. one.Inputs, new CaseInput(node.Id, shape)],
                Nodes = [.. one.Nodes.Where(other => other != node)],
            };
            if (node.Layer is not ReLU && node.Inputs.Length > 0)
                yield return WithNode(one, node with { Layer = new ReLU(), Inputs = [node.Inputs[0]] });
            for (int part = 0; node.Layer is Concat && node.Inputs.Length > 1 && part < node.Inputs.Length; part++)
                yield return WithNode(one, node with { Inputs = [.. node.Inputs.Where((_, other) => other != part)] });
        }
    }

    private static NetworkCase WithNode(NetworkCase one, CaseNode node) =>
        one with { Nodes = [.. one.Nodes.Select(other => other.Id == node.Id ? node : other)] };

    /// <summary>What read one value reads another.</summary>
    private static NetworkCase Replaced(NetworkCase one, int id, int by) => one with
    {
        Nodes = [.. one.Nodes.Where(node => node.Id != id).Select(node => node with { Inputs = [.. node.Inputs.Select(input => input == id ? by : input)] })],
        Outputs = [.. one.Outputs.Select(output => output == id ? by : output)],
    };

    private static bool IsValid(NetworkCase one)
    {
        try
        {
            _ = one.Build().Shapes(one.Shapes);
            return true;
        }
        catch (ArgumentException) // layers that no longer fit each other
        {
            return false;
        }
    }
}
