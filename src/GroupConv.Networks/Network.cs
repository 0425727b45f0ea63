using GroupConv.Networks.Files;
using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>
/// A network as a graph of layers, in the order in which they run; without weights. Immutable. <see cref="NetworkBuilder"/> makes one,
/// <c>GroupConv.Networks.Models</c> has those of the literature.
/// </summary>
public sealed class Network
{
    internal Network(string name, string[] inputs, NetworkNode[] nodes, (string Name, NetworkValue Value)[] outputs)
    {
        Name = name;
        Inputs = Array.AsReadOnly(inputs);
        Nodes = Array.AsReadOnly(nodes);
        Outputs = Array.AsReadOnly(outputs);
    }

    /// <summary>
    /// Why the layers are not right for inputs of these shapes, or null where they are. A network has such a condition if sizes of its inputs
    /// went into its layers when it was made, as happens when an ONNX model is imported.
    /// </summary>
    internal Func<IReadOnlyList<TensorShape>, string?>? WhyNot { get; init; }

    /// <summary>What it is called: <c>resnext50_32x4d</c>.</summary>
    public string Name { get; }

    /// <summary>The names of its inputs.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>Its layers; each comes after those that it takes its inputs from.</summary>
    public IReadOnlyList<NetworkNode> Nodes { get; }

    /// <summary>Its outputs.</summary>
    public IReadOnlyList<(string Name, NetworkValue Value)> Outputs { get; }

    /// <summary>Trainable parameters of all layers; the running statistics of batch norms are none.</summary>
    /// <exception cref="OverflowException">There are over 2^63 - 1.</exception>
    public long Params => AllParams <= long.MaxValue ? (long)AllParams : throw new OverflowException($"{Name} has {AllParams} parameters, over 2^63 - 1");

    /// <summary>Every tensor that the network needs from outside, by its name in a <see cref="StateDict"/>.</summary>
    public IEnumerable<(string Name, ParameterSpec Parameter)> Parameters =>
        Nodes.SelectMany(node => node.Layer.Parameters.Select(parameter => (node.ParameterName(parameter), parameter)));

    /// <summary>Multiply-adds of one run on inputs of these shapes.</summary>
    /// <param name="inputs">One for each input.</param>
    /// <returns>The sum over all layers.</returns>
    /// <exception cref="ArgumentException">A layer cannot take what it gets; the message names the node.</exception>
    /// <exception cref="OverflowException">The number is over 2^63 - 1.</exception>
    public long Macs(params IReadOnlyList<TensorShape> inputs)
    {
        NetworkShapes shapes = Shapes(inputs);
        Int128 macs = Nodes.Aggregate((Int128)0, (sum, node) => sum + node.Layer.Macs(shapes.InputsOf(node)));
        return macs <= long.MaxValue ? (long)macs : throw new OverflowException($"{Name} has {macs} multiply-adds, over 2^63 - 1");
    }

    /// <summary>The shapes of all values, for inputs of these shapes.</summary>
    /// <param name="inputs">One for each input.</param>
    /// <returns>The shapes.</returns>
    /// <exception cref="ArgumentException">
    /// A layer cannot take what it gets, or the network was imported for other shapes; the message names the node.
    /// </exception>
    public NetworkShapes Shapes(params IReadOnlyList<TensorShape> inputs) => new(this, ValueList<TensorShape>.Of(inputs, nameof(inputs)));

    /// <summary>Makes the network ready to run on inputs of these shapes.</summary>
    /// <param name="weights">Its parameters; not needed any more afterwards.</param>
    /// <param name="inputs">The shape of each input.</param>
    /// <param name="options">How; null for the fastest.</param>
    /// <returns>What runs.</returns>
    /// <exception cref="ArgumentException">
    /// A weight is missing or has the wrong shape, or a layer cannot take what it gets, or the network was imported from an ONNX model whose
    /// layers differ for these shapes (compile it with <c>OnnxModel.Compile</c>); the message names it.
    /// </exception>
    /// <exception cref="NotSupportedException">
    /// A convolution of this size cannot be run, or a run needs more memory than <see cref="CompileOptions.MaxActivationBytes"/>; the message says why.
    /// </exception>
    /// <exception cref="OverflowException">A size does not fit.</exception>
    public CompiledNetwork Compile(StateDict weights, IReadOnlyList<TensorShape> inputs, CompileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return new CompiledNetwork(this, weights, ValueList<TensorShape>.Of(inputs, nameof(inputs)), options ?? CompileOptions.Default);
    }

    /// <summary>Makes a network of one input ready to run.</summary>
    /// <param name="weights">Its parameters; not needed any more afterwards.</param>
    /// <param name="input">The shape of the input.</param>
    /// <param name="options">How; null for the fastest.</param>
    /// <returns>What runs.</returns>
    /// <exception cref="ArgumentException">As the other form.</exception>
    /// <exception cref="NotSupportedException">As the other form.</exception>
    /// <exception cref="OverflowException">As the other form.</exception>
    public CompiledNetwork Compile(StateDict weights, TensorShape input, CompileOptions? options = null) => Compile(weights, [input], options);

    /// <summary>Where params, work and time go, layer by layer.</summary>
    /// <param name="inputs">The shape of each input.</param>
    /// <param name="milliseconds">How long each of <see cref="Nodes"/> took; null where nobody measured. 0 for one that runs within another.</param>
    /// <returns>A table, that can be had as text and as a page.</returns>
    /// <exception cref="ArgumentException">A layer cannot take what it gets; or there is another number of times, or one is negative.</exception>
    public NetworkSummary Summary(IReadOnlyList<TensorShape> inputs, IReadOnlyList<double>? milliseconds = null) =>
        new(this, ValueList<TensorShape>.Of(inputs, nameof(inputs)), milliseconds is null ? null : ValueList<double>.Of(milliseconds, nameof(milliseconds)));

    /// <summary>Makes a network of these layers that takes only the input shapes which a condition allows.</summary>
    internal Network Under(Func<IReadOnlyList<TensorShape>, string?> whyNot) => new(Name, [.. Inputs], [.. Nodes], [.. Outputs]) { WhyNot = whyNot };

    /// <summary>
    /// The network for inputs of these shapes only. It does not hold what judges others, for that may keep a whole model file in memory.
    /// </summary>
    internal Network FixedTo(IReadOnlyList<TensorShape> shapes)
    {
        if (WhyNot is null)
            return this;
        string reason = $"{Name} was compiled for inputs of {string.Join(", ", shapes)}; compile the ONNX model for others with OnnxModel.Compile";
        return Under(others => others.SequenceEqual(shapes) ? null : reason);
    }

    /// <summary>The network in words.</summary>
    /// <returns>Its name, and how many layers it has.</returns>
    public override string ToString() => $"{VisibleText.Of(Name)}: {Nodes.Count} layers, {AllParams} parameters";

    private Int128 AllParams => Nodes.SelectMany(node => node.Layer.Parameters).Where(parameter => parameter.IsTrainable)
        .Aggregate((Int128)0, (sum, parameter) => sum + parameter.Shape.Elements);
}
