namespace GroupConv;

/// <summary>
/// What a <see cref="GroupedConvTranspose2d"/> is to be; names and defaults are those of PyTorch's <c>nn.ConvTranspose2d</c>. Checked when
/// a layer is made of it, by <see cref="Validate"/>.
/// </summary>
/// <param name="InChannels">Channels of the input, Cin; a multiple of <see cref="Groups"/>.</param>
/// <param name="OutChannels">Channels of the output, Cout; a multiple of <see cref="Groups"/>.</param>
/// <param name="Kernel">Height and width of the kernel, Kh and Kw.</param>
/// <example><code>
/// var options = new GroupedConvTranspose2dOptions(InChannels: 64, OutChannels: 32, Kernel: 4) { Stride = 2, Padding = 1, Groups = 8 };
/// </code></example>
public sealed record GroupedConvTranspose2dOptions(int InChannels, int OutChannels, Size2d Kernel)
{
    /// <summary>Distance of neighbouring inputs in the output.</summary>
    public Size2d Stride { get; init; } = 1;

    /// <summary>What is cut off the output; four amounts, not one of the <c>Same</c> kinds.</summary>
    public Padding Padding { get; init; }

    /// <summary>Rows and columns that are added at the output's bottom and right; smaller than stride or dilation.</summary>
    public Size2d OutputPadding { get; init; }

    /// <summary>Distance between neighbouring taps of the kernel.</summary>
    public Size2d Dilation { get; init; } = 1;

    /// <summary>Groups, G: output channel block g sees only input channel block g.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Whether a bias is added to each output channel.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>The vector width to run with, or <see cref="VectorTier.Auto"/>. It does not change the result.</summary>
    public VectorTier Tier { get; init; }

    /// <summary>Cin / G; 0 while <see cref="Groups"/> is not valid.</summary>
    public int InChannelsPerGroup => Groups > 0 ? InChannels / Groups : 0;

    /// <summary>Cout / G; 0 while <see cref="Groups"/> is not valid.</summary>
    public int OutChannelsPerGroup => Groups > 0 ? OutChannels / Groups : 0;

    /// <summary>Shape of the weights, once the options are valid: Cin, Cout/G, Kh, Kw.</summary>
    public IReadOnlyList<int> WeightShape => [InChannels, OutChannelsPerGroup, Kernel.Height, Kernel.Width];

    /// <summary>Checks all that does not depend on the input's size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is zero or negative (for paddings: negative), or the tier has no such value.</exception>
    /// <exception cref="ArgumentException">
    /// Groups does not divide both channel counts; the padding is one of the <c>Same</c> kinds; or the output padding is neither smaller than
    /// the stride nor than the dilation.
    /// </exception>
    /// <exception cref="OverflowException">The weights would have more than 2^63 - 1 elements.</exception>
    public void Validate()
    {
        // Those that two names would be exchanged in, first.
        Require.Positive(InChannels);
        Require.Positive(OutChannels);
        Require.Positive(Groups);
        if (InChannels % Groups != 0)
            throw new ArgumentException($"InChannels must be divisible by Groups, but got InChannels {InChannels} and Groups {Groups}");
        if (OutChannels % Groups != 0)
            throw new ArgumentException($"OutChannels must be divisible by Groups, but got OutChannels {OutChannels} and Groups {Groups}");
        Adjoint.Validate();
        Require.NotNegative(OutputPadding.Height);
        Require.NotNegative(OutputPadding.Width);
        if (Padding.Kind != PaddingKind.Explicit)
            throw new ArgumentException($"a transposed convolution needs four amounts of padding, but got {Padding}");
        // As in PyTorch: more would be rows that no input reaches whatever the padding.
        if (OutputPadding.Height >= Math.Max(Stride.Height, Dilation.Height) || OutputPadding.Width >= Math.Max(Stride.Width, Dilation.Width))
            throw new ArgumentException($"output padding must be smaller than stride or dilation, but got {OutputPadding} with stride {Stride} and dilation {Dilation}");
    }

    /// <summary>
    /// Rows and columns of the output: (in - 1) * stride - padding before and behind + dilation * (kernel - 1) + output padding + 1.
    /// </summary>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    /// <returns>OutHeight and OutWidth.</returns>
    /// <exception cref="ArgumentException">The options are not valid, a side of the input is not positive, or nothing is left of the output.</exception>
    /// <exception cref="OverflowException">A side is over 2^31 - 1.</exception>
    public Size2d OutSize(int height, int width)
    {
        Validate();
        if (height <= 0 || width <= 0)
            throw new ArgumentException($"input height and width must be positive, but got {height} x {width}");
        return (
            OutLength("height", height, Stride.Height, Kernel.Height, Dilation.Height, (long)Padding.Top + Padding.Bottom, OutputPadding.Height),
            OutLength("width", width, Stride.Width, Kernel.Width, Dilation.Width, (long)Padding.Left + Padding.Right, OutputPadding.Width));
    }

    /// <summary>The layer in words.</summary>
    /// <returns>Channels, weight shape, stride, padding, dilation, groups; and of the rest what is not the default.</returns>
    public override string ToString() =>
        FormattableString.Invariant($"{InChannels} -> {OutChannels}, weights {Adjoint.WeightShapeText}, stride {Stride}, padding {Padding}, dilation {Dilation}, groups {Groups}")
        + (OutputPadding == 0 ? "" : $", output padding {OutputPadding}")
        + (Bias ? "" : ", no bias")
        + (Tier == VectorTier.Auto ? "" : $", {Tier}");

    /// <summary>The convolution from outputs to inputs whose input's gradient this is; its weights are these, [Cin, Cout/G, Kh, Kw].</summary>
    internal GroupedConv2dOptions Adjoint => new(OutChannels, InChannels, Kernel)
    {
        Stride = Stride,
        Padding = Padding,
        Dilation = Dilation,
        Groups = Groups,
        Bias = false,
        Tier = Tier,
    };

    private static int OutLength(string axis, int input, int stride, int kernel, int dilation, long padding, int outputPadding)
    {
        // Two products below 2^62, and sums of four numbers below 2^31.
        long length = (input - 1L) * stride + (kernel - 1L) * dilation + 1 + outputPadding - padding;
        return length > 0
            ? Sizes.ToLength(length, $"the output's {axis}")
            : throw new ArgumentException($"an input {axis} of {input} leaves none of the output: {length} with padding {padding} cut off");
    }
}
