using System.Collections;
using System.Diagnostics.CodeAnalysis;
using GroupConv.Networks.Files;

namespace GroupConv.Networks;

/// <summary>The values of a network's parameters by name, as PyTorch's <c>state_dict</c>.</summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "PyTorch's name")]
public sealed class StateDict : IReadOnlyCollection<WeightTensor>
{
    private readonly Dictionary<string, WeightTensor> _tensors = [];

    /// <summary>
    /// Values for a network that nobody trained, the same for the same names, shapes and seed whatever the order of its layers.
    /// Convolutions have what <see cref="Initialization"/> says, batch norms weight 1, bias 0, mean 0 and variance 1.
    /// Linear layers are uniform in +-1 / sqrt(in features), the slopes of PReLU 0.25, as by default in PyTorch.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="seed">Another seed gives other values.</param>
    /// <param name="convolutions">What convolutions have.</param>
    /// <returns>All that <see cref="Network.Parameters"/> names.</returns>
    /// <exception cref="ArgumentException">
    /// The network has a <see cref="Constant"/>, whose value is its own, or a tensor of more elements than an array may have.
    /// </exception>
    public static StateDict Random(Network network, int seed = 0, Initialization convolutions = Initialization.KaimingNormal)
    {
        ArgumentNullException.ThrowIfNull(network);
        return RandomWeights.Of(network, seed, convolutions);
    }

    /// <summary>How many tensors there are.</summary>
    public int Count => _tensors.Count;

    /// <summary>The tensor of a name.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is none; the message names it.</exception>
    public WeightTensor this[string name] =>
        TryGet(name, out WeightTensor? tensor) ? tensor : throw new KeyNotFoundException($"there is no tensor '{VisibleText.Of(name)}'");

    /// <summary>Adds a tensor, or replaces the one of that name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="values">As many as the shape has elements; not copied.</param>
    /// <exception cref="ArgumentException">The number of values is not that of the shape's elements.</exception>
    public void Add(string name, TensorShape shape, ReadOnlyMemory<float> values)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(shape);
        if (values.Length != shape.Elements)
            throw new ArgumentException($"tensor '{VisibleText.Of(name)}' has shape {shape} = {shape.Elements} elements, but {values.Length} values", nameof(values));
        _tensors[name] = new WeightTensor(name, shape, values);
    }

    /// <summary>Looks a tensor up.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="tensor">The tensor, or null.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGet(string name, [NotNullWhen(true)] out WeightTensor? tensor) => _tensors.TryGetValue(name, out tensor);

    /// <summary>The values of a network's parameter, checked.</summary>
    /// <param name="name">Its name in the network.</param>
    /// <param name="shape">The shape it must have.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="ArgumentException">It is missing, or has another shape; the message names it.</exception>
    public WeightTensor Get(string name, TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (!TryGet(name, out WeightTensor? tensor))
            throw new ArgumentException($"the weights lack '{VisibleText.Of(name)}' of shape {shape}");
        return tensor.Shape.Equals(shape)
            ? tensor
            : throw new ArgumentException($"weight '{VisibleText.Of(name)}' must have shape {shape}, but has {tensor.Shape}");
    }

    /// <summary>
    /// Checks that a network's parameters are all there in the right shapes. What a network does not need is no error: a dictionary of
    /// PyTorch's has <c>num_batches_tracked</c>, for instance.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <exception cref="ArgumentException">One is missing or has another shape; the message names it.</exception>
    public void ThrowIfNotFor(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        foreach ((string name, ParameterSpec parameter) in network.Parameters)
            _ = Get(name, parameter.Shape);
    }

    /// <summary>The dictionary in words.</summary>
    /// <returns>How many tensors and values it has.</returns>
    public override string ToString() => FormattableString.Invariant($"{Count} tensors of {_tensors.Values.Sum(tensor => (long)tensor.Values.Length)} values");

    /// <inheritdoc/>
    public IEnumerator<WeightTensor> GetEnumerator() => _tensors.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
