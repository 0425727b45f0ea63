namespace GroupConv.Networks;

/// <summary>
/// A convolution of lines, [N, C, L]: <see cref="GroupedConv1d"/> in a network. Parameters are <c>weight</c> [Cout, Cin/G, K] and
/// <c>bias</c> [Cout].
/// </summary>
public sealed record Conv1d : Layer
{
    /// <summary>A convolution of lines.</summary>
    /// <param name="options">Its channels, kernel, groups and so on, with a kernel of height 1, no padding above or below, and steps of 1 there.</param>
    /// <exception cref="ArgumentException">The options are not valid, or not those of lines.</exception>
    public Conv1d(GroupedConv2dOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (options.Kernel.Height != 1 || options.Stride.Height != 1 || options.Dilation.Height != 1 || options.Padding.Top != 0 || options.Padding.Bottom != 0)
            throw new ArgumentException($"the convolution of lines has one row, but the options say {options}", nameof(options));
        if (options.InputLayout != TensorLayout.Nchw || options.OutputLayout != TensorLayout.Nchw)
            throw new ArgumentException("the layouts of a network's tensors are chosen when it is compiled", nameof(options));
        Options = options;
    }

    /// <summary>What the convolution is, as one of images of one row.</summary>
    public GroupedConv2dOptions Options { get; }

    /// <inheritdoc/>
    public override string Details => ConvText.Of(Options);

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters =>
        Conv2d.ParametersOf(Options, [Options.OutChannels, Options.InChannelsPerGroup, Options.Kernel.Width]);

    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs)
    {
        ConvGeometry geometry = Geometry(Planes(inputs[0], 3, 3, Options.InChannels));
        return [geometry.Batch, geometry.OutChannels, geometry.OutWidth];
    }

    private protected override long MacsOf(IReadOnlyList<TensorShape> inputs, TensorShape output) => ConvCost.Of(Geometry(inputs[0])).Macs;

    private ConvGeometry Geometry(TensorShape input) => new(Options, input[0], height: 1, width: input[2]);
}
