using GroupConv.Memory;
using GroupConv.Networks.Files;
using GroupConv.Networks.Steps;
using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>One step of a compiled network.</summary>
public sealed class CompiledStep
{
    internal CompiledStep(string name, IReadOnlyList<int> nodes, ConvPlan? plan, Func<Scratch, IStep> make)
    {
        Name = name;
        Nodes = ValueList<int>.Of(nodes, nameof(nodes));
        Plan = plan;
        Make = make;
    }

    /// <summary>The name of the node that it began as.</summary>
    public string Name { get; }

    /// <summary>Indices of the network's nodes that it does the work of.</summary>
    public IReadOnlyList<int> Nodes { get; }

    /// <summary>How a convolution runs, and why: its algorithm, layouts and sizes. Null for what is none, or is several of them.</summary>
    public ConvPlan? Plan { get; }

    /// <summary>The step in words.</summary>
    /// <returns>Its name, and the algorithm of a convolution.</returns>
    public override string ToString() => Plan is null ? VisibleText.Of(Name) : $"{VisibleText.Of(Name)}: {Plan.Algorithm} on {Plan.Tier}";

    /// <summary>Makes what a caller has of his own.</summary>
    internal Func<Scratch, IStep> Make { get; }
}
