namespace GroupConv.Networks;

/// <summary>The shapes of all values of a network, for inputs of one size.</summary>
public sealed class NetworkShapes
{
    private readonly TensorShape[] _inputs;
    private readonly TensorShape[] _outputs;

    internal NetworkShapes(Network network, IReadOnlyList<TensorShape> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Count != network.Inputs.Count)
            throw new ArgumentException($"{network.Name} has {network.Inputs.Count} inputs ({string.Join(", ", network.Inputs)}), but got {inputs.Count} shapes", nameof(inputs));
        _inputs = [.. inputs];
        _outputs = new TensorShape[network.Nodes.Count];
        foreach (NetworkNode node in network.Nodes)
        {
            try
            {
                _outputs[node.Index] = node.Layer.OutputShape(InputsOf(node));
            }
            catch (Exception error) when (error is ArgumentException or OverflowException)
            {
                throw new ArgumentException($"node '{node.Name}': {error.Message}", nameof(inputs), error);
            }
        }

        if (network.WhyNot?.Invoke(_inputs) is { } reason)
            throw new ArgumentException(reason, nameof(inputs));
    }

    /// <summary>The shape of a value.</summary>
    /// <param name="value">An input of the network or the output of a node.</param>
    public TensorShape this[NetworkValue value] => value.IsInput ? _inputs[value.Input] : _outputs[value.Node];

    /// <summary>The shapes of a node's inputs.</summary>
    /// <param name="node">One of the network's.</param>
    /// <returns>In the order of the inputs.</returns>
    public IReadOnlyList<TensorShape> InputsOf(NetworkNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return [.. node.Inputs.Select(value => this[value])];
    }
}
