using GroupConv.Networks.Files;
using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>The shapes of all values of a network, for inputs of one size.</summary>
public sealed class NetworkShapes
{
    private readonly TensorShape[] _inputs;
    private readonly TensorShape[] _outputs;

    internal NetworkShapes(Network network, ValueList<TensorShape> inputs)
    {
        if (inputs.Count != network.Inputs.Count)
            throw new ArgumentException($"{VisibleText.Of(network.Name)} has {network.Inputs.Count} inputs ({VisibleText.Of(string.Join(", ", network.Inputs))}), but got {inputs.Count} shapes", nameof(inputs));
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
                throw new ArgumentException($"node '{VisibleText.Of(node.Name)}': {error.Message}", nameof(inputs), error);
            }
        }

        if (network.WhyNot?.Invoke(_inputs) is { } reason)
            throw new ArgumentException(reason, nameof(inputs));
    }

    /// <summary>The shape of a value.</summary>
    /// <param name="value">An input of the network or the output of a node.</param>
    /// <exception cref="ArgumentException">It is a value of another network.</exception>
    public TensorShape this[NetworkValue value]
    {
        get
        {
            (TensorShape[] shapes, int index) = value.IsInput ? (_inputs, value.Input) : (_outputs, value.Node);
            return index < shapes.Length ? shapes[index] : throw new ArgumentException($"{value} is not a value of this network", nameof(value));
        }
    }

    /// <summary>The shapes in words.</summary>
    /// <returns>The shapes of the inputs, and of how many nodes it knows the outputs'.</returns>
    public override string ToString() => InvariantText.Of($"{InvariantText.Of(_inputs)}, and of {_outputs.Length} nodes");

    /// <summary>The shapes of a node's inputs.</summary>
    /// <param name="node">One of the network's.</param>
    /// <returns>In the order of the inputs.</returns>
    public IReadOnlyList<TensorShape> InputsOf(NetworkNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return [.. node.Inputs.Select(value => this[value])];
    }
}
