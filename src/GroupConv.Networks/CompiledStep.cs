using GroupConv.Memory;
using GroupConv.Networks.Steps;

namespace GroupConv.Networks;

/// <summary>One step of a compiled network.</summary>
public sealed class CompiledStep
{
    internal CompiledStep(string name, IReadOnlyList<int> nodes, Func<Scratch, IStep> make)
    {
        Name = name;
        Nodes = nodes;
        Make = make;
    }

    /// <summary>The name of the node that it began as.</summary>
    public string Name { get; }

    /// <summary>Indices of the network's nodes that it does the work of.</summary>
    public IReadOnlyList<int> Nodes { get; }

    /// <summary>Makes what a caller has of his own.</summary>
    internal Func<Scratch, IStep> Make { get; }
}
