using GroupConv.Networks;
using GroupConv.Networks.Files;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Importing;

/// <summary>Makes the network out of the layers that its outputs depend on; those that a pattern has replaced are left out.</summary>
internal sealed class NetworkWriter(ConstantBudget budget)
{
    private readonly NetworkBuilder _builder = new();
    private readonly StateDict _weights = new();
    private readonly Dictionary<RuntimeValue, NetworkValue> _written = [];
    private readonly Dictionary<string, int> _names = [];
    private readonly HashSet<ReadOnlyMemory<float>> _used = [];

    /// <summary>The network, with its weights.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="layers">All layers, in the order in which they can run.</param>
    /// <param name="outputs">Its outputs.</param>
    /// <param name="budget">Counts weights that several layers have: each makes a form of its own of them.</param>
    /// <exception cref="OnnxException">The model uses its weights too often; the message names the node.</exception>
    public static (Network Network, StateDict Weights) Write(
        string name, IReadOnlyList<RuntimeValue> inputs, IReadOnlyList<RuntimeValue> layers, IReadOnlyList<(string Name, RuntimeValue Value)> outputs,
        ConstantBudget budget)
    {
        var writer = new NetworkWriter(budget);
        foreach (RuntimeValue input in inputs)
            writer._written[input] = writer._builder.Input(input.Name);
        HashSet<RuntimeValue> needed = NeededFor(outputs.Select(output => output.Value));
        foreach (RuntimeValue layer in layers.Where(needed.Contains))
            writer.WriteNode(layer);
        return (writer._builder.Build(name, [.. outputs.Select(output => (output.Name, writer._written[output.Value]))]), writer._weights);
    }

    private static HashSet<RuntimeValue> NeededFor(IEnumerable<RuntimeValue> outputs)
    {
        var needed = new HashSet<RuntimeValue>();
        var open = new Stack<RuntimeValue>(outputs);
        while (open.TryPop(out RuntimeValue? value))
        {
            if (!needed.Add(value))
                continue;
            foreach (RuntimeValue input in value.Inputs)
                open.Push(input);
        }

        return needed;
    }

    private void WriteNode(RuntimeValue value)
    {
        Layer layer = value.Layer!;
        string name = Unique(value.Name);
        _written[value] = _builder.Add(name, layer, [.. value.Inputs.Select(input => _written[input])]);
        var node = new NetworkNode(0, name, layer, []);
        foreach ((ParameterSpec parameter, ReadOnlyMemory<float> values) in layer.Parameters.Zip(value.Parameters))
        {
            if (!_used.Add(values))
                Spend(name, sizeof(float) * (long)values.Length);
            _weights.Add(node.ParameterName(parameter), parameter.Shape, values);
        }
    }

    private void Spend(string name, long bytes)
    {
        try
        {
            budget.Spend(bytes);
        }
        catch (ArgumentException error)
        {
            throw new OnnxException($"node '{VisibleText.Of(name)}': {error.Message}", error);
        }
    }

    /// <summary>A name may be taken by another node, or by one of the layers that a node was made into.</summary>
    private string Unique(string name)
    {
        string unique = name;
        while (!_names.TryAdd(unique, 1))
            unique = $"{name}_{++_names[name]}";
        return unique;
    }
}
