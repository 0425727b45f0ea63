namespace GroupConv.Networks;

/// <summary>
/// A convolution of [N, C, H, W], grouped, depthwise or standard: <see cref="GroupedConv2d"/> in a network. Parameters are <c>weight</c>
/// [Cout, Cin/G, Kh, Kw] and <c>bias</c> [Cout].
/// </summary>
public sealed record Conv2d : Layer
{
    /// <summary>A convolution.</summary>
    /// <param name="options">Its channels, kernel, groups and so on; layouts are the compiler's to choose and must be the default.</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public Conv2d(GroupedConv2dOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (options.InputLayout != TensorLayout.Nchw || options.OutputLayout != TensorLayout.Nchw)
            throw new ArgumentException("the layouts of a network's tensors are chosen when it is compiled", nameof(options));
        Options = options;
    }

    /// <summary>What the convolution is.</summary>
    public GroupedConv2dOptions Options { get; }

    /// <inheritdoc/>
    public override string Details => ConvText.Of(Options);

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters => ParametersOf(Options, [.. Options.WeightShape]);

    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs)
    {
        ConvGeometry geometry = Geometry(Planes(inputs[0], 4, 4, Options.InChannels));
        return [geometry.Batch, geometry.OutChannels, geometry.OutHeight, geometry.OutWidth];
    }

    internal static IReadOnlyList<ParameterSpec> ParametersOf(GroupedConv2dOptions options, TensorShape weight) =>
        options.Bias ? [new("weight", weight), new("bias", [options.OutChannels])] : [new("weight", weight)];

    private protected override long MacsOf(IReadOnlyList<TensorShape> inputs, TensorShape output) => ConvCost.Of(Geometry(inputs[0])).Macs;

    private ConvGeometry Geometry(TensorShape input) => new(Options, input[0], input[2], input[3]);
}
