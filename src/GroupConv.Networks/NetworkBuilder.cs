namespace GroupConv.Networks;

/// <summary>
/// Makes a <see cref="Network"/> node by node, in the order in which they run. Names are PyTorch's: within <c>using (builder.Scope("layer1"))</c>
/// a node called <c>conv</c> is <c>layer1.conv</c>.
/// </summary>
/// <example><code>
/// var builder = new NetworkBuilder();
/// NetworkValue x = builder.Input("input");
/// x = builder.Add("conv", new Conv2d(new GroupedConv2dOptions(3, 32, kernel: 3) { Padding = 1 }), x);
/// x = builder.Add("relu", new ReLU(), x);
/// Network network = builder.Build("small", x);
/// </code></example>
public sealed class NetworkBuilder
{
    private readonly List<string> _inputs = [];
    private readonly HashSet<string> _inputNames = [];
    private readonly List<NetworkNode> _nodes = [];
    private readonly HashSet<string> _names = [];
    private readonly List<string> _scopes = [];

    /// <summary>Adds an input.</summary>
    /// <param name="name">Its name; unique among the inputs.</param>
    /// <returns>The value to give to nodes.</returns>
    /// <exception cref="ArgumentException">There is an input of that name.</exception>
    public NetworkValue Input(string name = "input")
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!_inputNames.Add(name))
            throw new ArgumentException($"there is already an input '{name}'", nameof(name));
        _inputs.Add(name);
        return NetworkValue.OfInput(_inputs.Count - 1);
    }

    /// <summary>Adds a node.</summary>
    /// <param name="name">Its name within the scope; unique in the network.</param>
    /// <param name="layer">What it computes.</param>
    /// <param name="inputs">What it computes it from: inputs of this builder, and outputs of its nodes.</param>
    /// <returns>Its output.</returns>
    /// <exception cref="ArgumentException">The name is taken, or the layer takes another number of inputs, or a value is not of this builder, or its parameters cannot have their shapes.</exception>
    public NetworkValue Add(string name, Layer layer, params ReadOnlySpan<NetworkValue> inputs)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(layer);
        string full = FullName(name);
        NetworkValue[] own = inputs.ToArray(); // before the checks: the caller's array may change
        if (layer.InputCount is { } count ? own.Length != count : own.Length == 0)
            throw new ArgumentException($"node '{full}': {layer.Kind} takes {layer.InputCount?.ToString() ?? "one or more"} inputs, but got {own.Length}", nameof(inputs));
        foreach (NetworkValue value in own)
        {
            if (!IsOwn(value))
                throw new ArgumentException($"node '{full}': an input is not a value of this builder", nameof(inputs));
        }

        ThrowIfNotPossible(layer, full);
        if (!_names.Add(full))
            throw new ArgumentException($"there is already a node '{full}'", nameof(name));
        var node = new NetworkNode(_nodes.Count, full, layer, own);
        _nodes.Add(node);
        return node.Output;
    }

    /// <summary>Puts a name and a dot before all that is added until it is disposed.</summary>
    /// <param name="name">The name of a module.</param>
    /// <returns>To be disposed at its end.</returns>
    public IDisposable Scope(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _scopes.Add(name);
        return new OpenScope(_scopes);
    }

    /// <summary>The network of all that was added.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="outputs">Its outputs, at least one.</param>
    /// <returns>An immutable network; outputs are called <c>output</c>, or <c>output0</c>, <c>output1</c> and so on.</returns>
    /// <exception cref="ArgumentException">No output, or one that is not of this builder.</exception>
    public Network Build(string name, params ReadOnlySpan<NetworkValue> outputs)
    {
        var named = new (string, NetworkValue)[outputs.Length];
        for (int i = 0; i < outputs.Length; i++)
            named[i] = (outputs.Length == 1 ? "output" : $"output{i}", outputs[i]);
        return Build(name, named);
    }

    /// <summary>The network of all that was added, with names for its outputs.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="outputs">Its outputs, at least one.</param>
    /// <returns>An immutable network.</returns>
    /// <exception cref="ArgumentException">No output, or one that is not of this builder, or a name twice.</exception>
    public Network Build(string name, params ReadOnlySpan<(string Name, NetworkValue Value)> outputs)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        (string Name, NetworkValue Value)[] own = outputs.ToArray(); // before the checks: the caller's array may change
        if (own.Length == 0)
            throw new ArgumentException("a network needs at least one output", nameof(outputs));
        var names = new HashSet<string>();
        foreach ((string output, NetworkValue value) in own)
        {
            if (output is null)
                throw new ArgumentException("an output has no name", nameof(outputs));
            if (!IsOwn(value))
                throw new ArgumentException($"output '{output}' is not a value of this builder", nameof(outputs));
            if (!names.Add(output))
                throw new ArgumentException($"there are two outputs '{output}'", nameof(outputs));
        }

        return new Network(name, [.. _inputs], [.. _nodes], own);
    }

    /// <summary>The builder in words.</summary>
    /// <returns>How many inputs and layers there are so far.</returns>
    public override string ToString() => FormattableString.Invariant($"{_inputs.Count} inputs and {_nodes.Count} layers");

    /// <summary>Layers are checked with their inputs' shapes; the shapes of their parameters must be possible without.</summary>
    private static void ThrowIfNotPossible(Layer layer, string full)
    {
        try
        {
            _ = layer.Parameters;
        }
        catch (Exception error) when (error is ArgumentException or OverflowException)
        {
            throw new ArgumentException($"node '{full}': {layer} is not possible: {error.Message}", nameof(layer), error);
        }
    }

    private bool IsOwn(NetworkValue value) => value.IsInput ? value.Input < _inputs.Count : value.Node < _nodes.Count;

    private string FullName(string name) => _scopes.Count == 0 ? name : $"{string.Join('.', _scopes)}.{name}";

    private sealed class OpenScope(List<string> scopes) : IDisposable
    {
        private readonly int _depth = scopes.Count;

        public void Dispose()
        {
            if (scopes.Count >= _depth)
                scopes.RemoveRange(_depth - 1, scopes.Count - _depth + 1);
        }
    }
}
