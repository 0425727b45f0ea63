using System.Text;
using GroupConv.Networks;

namespace GroupConv.Tests.Training;

/// <summary>A node of a <see cref="TrainingGraphSpec"/>.</summary>
/// <param name="Layer">Its layer.</param>
/// <param name="Inputs">The values that it reads: 0 is the input, i + 1 is the output of node i.</param>
internal sealed record SpecNode(Layer Layer, int[] Inputs);

/// <summary>A network of one input and one output as a list that is easily cut: what random graphs are made of.</summary>
/// <param name="Input">The shape of the input.</param>
/// <param name="Nodes">Each reads values before it.</param>
/// <param name="Output">The value that is the output.</param>
internal sealed record TrainingGraphSpec(TensorShape Input, IReadOnlyList<SpecNode> Nodes, int Output)
{
    public Network Build()
    {
        var builder = new NetworkBuilder();
        var values = new List<NetworkValue> { builder.Input() };
        foreach (SpecNode node in Nodes)
            values.Add(builder.Add($"n{values.Count}", node.Layer, [.. node.Inputs.Select(input => values[input])]));
        return builder.Build("random", values[Output]);
    }

    /// <summary>The graph without a node: who reads it reads one of its inputs instead.</summary>
    public TrainingGraphSpec Without(int node, int input)
    {
        int Moved(int value) => value == node + 1 ? Nodes[node].Inputs[input] : value > node + 1 ? value - 1 : value;
        IEnumerable<SpecNode> rest = Nodes.Where((_, i) => i != node);
        return new(Input, [.. rest.Select(one => one with { Inputs = [.. one.Inputs.Select(Moved)] })], Moved(Output));
    }

    /// <summary>The graph without the nodes that the output does not need.</summary>
    public TrainingGraphSpec Pruned()
    {
        TrainingGraphSpec pruned = this;
        for (int node = Nodes.Count - 1; node >= 0; node--)
        {
            int value = node + 1;
            if (pruned.Output != value && !pruned.Nodes.Any(reader => reader.Inputs.Contains(value)))
                pruned = pruned.Without(node, input: 0);
        }

        return pruned;
    }

    /// <summary>Whether every layer can take what it gets, and no tensor is empty.</summary>
    public bool Fits()
    {
        Network network = Build();
        try
        {
            NetworkShapes shapes = network.Shapes(Input);
            return network.Nodes.All(node => shapes[node.Output].Elements > 0);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public override string ToString()
    {
        NetworkShapes shapes = Build().Shapes(Input);
        var text = new StringBuilder($"input {Input}");
        foreach (NetworkNode node in Build().Nodes)
        {
            string inputs = string.Join(", ", node.Inputs.Select(value => value.IsInput ? "input" : $"n{value.Node + 1}"));
            text.Append($"\n{node.Name} = {node.Layer.Kind}({inputs}) {node.Layer.Details} -> {shapes[node.Output]}");
        }

        return text.Append($"\noutput {(Output == 0 ? "input" : $"n{Output}")}").ToString();
    }
}
