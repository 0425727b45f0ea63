namespace GroupConv;

/// <summary>
/// What a <see cref="GroupedConv2d"/> is to be; names and defaults are those of PyTorch's <c>nn.Conv2d</c>. Checked when a layer is
/// made of it, by <see cref="Validate"/>.
/// </summary>
/// <example><code>
/// var options = new GroupedConv2dOptions(inChannels: 256, outChannels: 512, kernel: 3) { Padding = 1, Groups = 32 };
/// </code></example>
public sealed record GroupedConv2dOptions
{
    /// <summary>A convolution with stride 1, no padding, one group and a bias, to be changed with an initializer or <c>with</c>.</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernel">Height and width of the kernel.</param>
    public GroupedConv2dOptions(int inChannels, int outChannels, Size2d kernel)
    {
        InChannels = inChannels;
        OutChannels = outChannels;
        Kernel = kernel;
    }

    /// <summary>Channels of the input, Cin; a multiple of <see cref="Groups"/>.</summary>
    public int InChannels { get; init; }

    /// <summary>Channels of the output, Cout; a multiple of <see cref="Groups"/>.</summary>
    public int OutChannels { get; init; }

    /// <summary>Height and width of the kernel, Kh and Kw.</summary>
    public Size2d Kernel { get; init; }

    /// <summary>Steps of the kernel over the padded input.</summary>
    public Size2d Stride { get; init; } = 1;

    /// <summary>Elements added around the input.</summary>
    public Padding Padding { get; init; }

    /// <summary>What those elements hold.</summary>
    public PaddingMode PaddingMode { get; init; }

    /// <summary>Distance between neighbouring taps of the kernel.</summary>
    public Size2d Dilation { get; init; } = 1;

    /// <summary>
    /// Groups, G: output channel block g sees only input channel block g. 1 is standard convolution, <see cref="InChannels"/> is
    /// depthwise convolution.
    /// </summary>
    public int Groups { get; init; } = 1;

    /// <summary>Whether a bias is added to each output channel.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Limits on the outputs, applied after the bias: ReLU, ReLU6, or any.</summary>
    public OutputClamp Clamp { get; init; }

    /// <summary>The algorithm to run, or <see cref="ConvAlgorithm.Auto"/>.</summary>
    public ConvAlgorithm Algorithm { get; init; }

    /// <summary>The vector width to run with, or <see cref="VectorTier.Auto"/>. It does not change the result.</summary>
    public VectorTier Tier { get; init; }

    /// <summary>The order of the input's elements in memory.</summary>
    public TensorLayout InputLayout { get; init; }

    /// <summary>The order of the output's elements in memory, and of a residual's.</summary>
    public TensorLayout OutputLayout { get; init; }

    /// <summary>Cin / G; 0 while <see cref="Groups"/> is not valid.</summary>
    public int InChannelsPerGroup => Groups > 0 ? InChannels / Groups : 0;

    /// <summary>Cout / G; 0 while <see cref="Groups"/> is not valid.</summary>
    public int OutChannelsPerGroup => Groups > 0 ? OutChannels / Groups : 0;

    /// <summary>Shape of the weights, once the options are valid: Cout, Cin/G, Kh, Kw.</summary>
    public IReadOnlyList<int> WeightShape => [OutChannels, InChannelsPerGroup, Kernel.Height, Kernel.Width];

    /// <summary>Checks all that does not depend on the input's size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is zero or negative (for padding: negative), or an enum has no such value.</exception>
    /// <exception cref="ArgumentException">Groups does not divide both channel counts.</exception>
    /// <exception cref="OverflowException">The weights would have more than 2^63 - 1 elements.</exception>
    public void Validate()
    {
        Require.Positive(InChannels);
        Require.Positive(OutChannels);
        Require.Positive(Kernel.Height);
        Require.Positive(Kernel.Width);
        Require.Positive(Stride.Height);
        Require.Positive(Stride.Width);
        Require.Positive(Dilation.Height);
        Require.Positive(Dilation.Width);
        Require.NotNegative(Padding.Top);
        Require.NotNegative(Padding.Left);
        Require.NotNegative(Padding.Bottom);
        Require.NotNegative(Padding.Right);
        Require.Positive(Groups);
        Require.Defined(PaddingMode);
        Require.Defined(Algorithm);
        Require.Defined(Tier);
        Require.Defined(InputLayout);
        Require.Defined(OutputLayout);
        if (InChannels % Groups != 0)
            throw new ArgumentException($"InChannels must be divisible by Groups, but got InChannels {InChannels} and Groups {Groups}");
        if (OutChannels % Groups != 0)
            throw new ArgumentException($"OutChannels must be divisible by Groups, but got OutChannels {OutChannels} and Groups {Groups}");
        _ = WeightElements;
    }

    /// <summary>The layer in words.</summary>
    /// <returns>Channels, weight shape, stride, padding, dilation, groups; and of the rest what is not the default.</returns>
    public override string ToString() =>
        FormattableString.Invariant($"{InChannels} -> {OutChannels}, weights {WeightShapeText}, stride {Stride}, padding {Padding}, dilation {Dilation}, groups {Groups}")
        + (PaddingMode == PaddingMode.Zeros ? "" : $", {PaddingMode} padding")
        + (Bias ? "" : ", no bias")
        + (Clamp == OutputClamp.None ? "" : $", clamp {Clamp}")
        + (InputLayout == OutputLayout && InputLayout == TensorLayout.Nchw ? "" : $", {InputLayout} to {OutputLayout}")
        + (Algorithm == ConvAlgorithm.Auto ? "" : $", {Algorithm}")
        + (Tier == VectorTier.Auto ? "" : $", {Tier}");

    /// <summary>Elements of the weights, [Cout, Cin/G, Kh, Kw].</summary>
    internal long WeightElements => Sizes.Product("the number of weights", OutChannels, InChannelsPerGroup, Kernel.Height, Kernel.Width);

    /// <summary>The weights' shape in words, for messages: <c>[Cout, Cin/G, Kh, Kw]</c>.</summary>
    internal string WeightShapeText => TextOf([OutChannels, InChannelsPerGroup, Kernel.Height, Kernel.Width]);

    /// <summary>Whether this is the layer inside of a <see cref="GroupedConv1d"/>, whose messages name lines and not rows and columns.</summary>
    internal bool IsLine { get; init; }

    /// <summary>
    /// Zeros to be written around every plane of the output, so that a layer of a network that would pad it need not copy it first. The
    /// sizes of the geometry are those without; <see cref="ConvGeometry.OutPitch"/> and its neighbours say where outputs lie.
    /// </summary>
    internal Padding OutputHalo { get; init; }

    /// <summary>A shape of four axes in words, without the axis of rows where there are only lines.</summary>
    internal string TextOf(ReadOnlySpan<nint> shape) => ShapeText.Of(IsLine && shape.Length == 4 ? [shape[0], shape[1], shape[3]] : shape);
}
