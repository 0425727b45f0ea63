using GroupConv.Networks;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Importing;

/// <summary>Makes the network out of the layers that its outputs depend on; those that a pattern has replaced are left out.</summary>
internal sealed class NetworkWriter
{
    private readonly NetworkBuilder _builder = new();
    private readonly StateDict _weights = new();
    private readonly Dictionary<RuntimeValue, NetworkValue> _written = [];
    private readonly Dictionary<string, int> _names = [];

    /// <summary>The network, with its weights.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="layers">All layers, in the order in which they can run.</param>
    /// <param name="outputs">Its outputs.</param>
    public static (Network Network, StateDict Weights) Write(
        string name, IReadOnlyList<RuntimeValue> inputs, IReadOnlyList<RuntimeValue> layers, IReadOnlyList<(string Name, RuntimeValue Value)> outputs)
    {
        var writer = new NetworkWriter();
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
            _weights.Add(node.ParameterName(parameter), parameter.Shape, values);
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
