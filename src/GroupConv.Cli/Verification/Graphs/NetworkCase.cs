using GroupConv.Networks;

namespace GroupConv.Cli.Verification.Graphs;

/// <summary>A layer of a random network.</summary>
/// <param name="Id">Names the node and seeds its parameters, so that both stay when other nodes are taken away.</param>
/// <param name="Layer">What it computes.</param>
/// <param name="Inputs">The ids of the inputs and nodes that it reads.</param>
internal sealed record CaseNode(int Id, Layer Layer, int[] Inputs);

/// <summary>An input of a random network.</summary>
/// <param name="Id">Names it and seeds its elements.</param>
/// <param name="Shape">Its shape.</param>
internal sealed record CaseInput(int Id, TensorShape Shape);

/// <summary>A small network with everything that it needs to run, made from a seed.</summary>
/// <param name="Seed">The seed of the whole case.</param>
/// <param name="Inputs">The inputs.</param>
/// <param name="Nodes">The layers, each after those that it reads.</param>
/// <param name="Outputs">The ids of the inputs and nodes that are returned.</param>
internal sealed record NetworkCase(int Seed, IReadOnlyList<CaseInput> Inputs, IReadOnlyList<CaseNode> Nodes, IReadOnlyList<int> Outputs)
{
    public TensorShape[] Shapes => [.. Inputs.Select(input => input.Shape)];

    /// <exception cref="ArgumentException">The nodes do not fit each other.</exception>
    public Network Build()
    {
        var builder = new NetworkBuilder();
        var values = new Dictionary<int, NetworkValue>();
        foreach (CaseInput input in Inputs)
            values[input.Id] = builder.Input(NameOf(input.Id));
        foreach (CaseNode node in Nodes)
            values[node.Id] = builder.Add(NameOf(node.Id), node.Layer, [.. node.Inputs.Select(id => values[id])]);
        return builder.Build($"seed {Seed}", [.. Outputs.Select(id => values[id])]);
    }

    /// <summary>Elements of all inputs, in [-2, 2).</summary>
    public float[][] InputValues() => [.. Inputs.Select(input => Uniform(input.Shape.Elements, input.Id, -2, 2))];

    /// <summary>Parameters of sizes that keep activations near 1.</summary>
    public StateDict Weights()
    {
        var weights = new StateDict();
        foreach (CaseNode node in Nodes)
        {
            int part = 0;
            foreach (ParameterSpec parameter in node.Layer.Parameters)
            {
                float size = parameter.Shape.Rank > 1 && node.Layer is not Constant ? 2 / MathF.Sqrt(parameter.Shape.Elements / (float)parameter.Shape[0]) : 1;
                (float min, float max) = parameter.Name == "running_var" ? (0.25f, 2f) : (-size, size);
                weights.Add($"{NameOf(node.Id)}.{parameter.Name}", parameter.Shape, Uniform(parameter.Shape.Elements, (node.Id + 1) * 16 + part++, min, max));
            }
        }

        return weights;
    }

    /// <summary>The case without the nodes and inputs that its outputs do not need.</summary>
    public NetworkCase Pruned()
    {
        var needed = new HashSet<int>(Outputs);
        foreach (CaseNode node in Nodes.Reverse().Where(node => needed.Contains(node.Id)))
            needed.UnionWith(node.Inputs);
        return this with { Inputs = [.. Inputs.Where(input => needed.Contains(input.Id))], Nodes = [.. Nodes.Where(node => needed.Contains(node.Id))] };
    }

    /// <summary>The network on one line: inputs with their shapes, every layer with its settings and what it reads, outputs.</summary>
    public override string ToString()
    {
        IEnumerable<string> parts =
        [
            .. Inputs.Select(input => $"{NameOf(input.Id)} {input.Shape}"),
            .. Nodes.Select(node => $"{NameOf(node.Id)} = {node.Layer.Kind}({node.Layer.Details})({string.Join(", ", node.Inputs.Select(NameOf))})"),
            $"outputs {string.Join(", ", Outputs.Select(NameOf))}",
        ];
        return string.Join("; ", parts);
    }

    private static string NameOf(int id) => $"v{id}";

    private float[] Uniform(long length, int stream, float min, float max)
    {
        var random = new Random(unchecked(Seed * 1_000_003 + stream));
        var values = new float[length];
        foreach (ref float value in values.AsSpan())
            value = min + (max - min) * random.NextSingle();
        return values;
    }
}
