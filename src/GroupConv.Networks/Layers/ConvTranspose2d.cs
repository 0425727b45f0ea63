namespace GroupConv.Networks;

/// <summary>
/// The transpose of a convolution of [N, C, H, W] or of lines [N, C, L]: every input element adds its multiple of the kernel to the
/// output (Zeiler et al., 2010; Dumoulin and Visin, 2016). Parameters are <c>weight</c> [Cin, Cout/G, Kh, Kw] ([Cin, Cout/G, K] for
/// lines) and <c>bias</c> [Cout].
/// </summary>
/// <param name="InChannels">Cin, a multiple of the groups.</param>
/// <param name="OutChannels">Cout, a multiple of the groups.</param>
/// <param name="Kernel">Height and width of the kernel; a height of 1 for lines.</param>
public sealed record ConvTranspose2d(int InChannels, int OutChannels, Size2d Kernel) : Layer
{
    /// <summary>Distance of neighbouring inputs in the output.</summary>
    public Size2d Stride { get; init; } = 1;

    /// <summary>What is cut off the output.</summary>
    public Padding Padding { get; init; }

    /// <summary>Rows and columns that are added at the output's bottom and right.</summary>
    public Size2d OutputPadding { get; init; }

    /// <summary>Distance between neighbouring taps of the kernel.</summary>
    public Size2d Dilation { get; init; } = 1;

    /// <summary>Groups, G.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Whether a bias is added to each output channel.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Whether it takes lines, [N, C, L].</summary>
    public bool IsLine { get; init; }

    /// <inheritdoc/>
    public override string Details =>
        FormattableString.Invariant($"{Kernel}, {InChannels} -> {OutChannels}, stride {Stride}") + (Groups == 1 ? "" : FormattableString.Invariant($", groups {Groups}"));

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Parameters
    {
        get
        {
            int outs = OutChannels / Math.Max(1, Groups);
            TensorShape weight = IsLine ? [InChannels, outs, Kernel.Width] : [InChannels, outs, Kernel.Height, Kernel.Width];
            return Bias ? [new("weight", weight), new("bias", [OutChannels])] : [new("weight", weight)];
        }
    }

    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs)
    {
        ThrowIfNotValid();
        TensorShape input = IsLine ? Planes(inputs[0], 3, 3, InChannels) : Planes(inputs[0], 4, 4, InChannels);
        int width = Length(input[^1], Stride.Width, Kernel.Width, Dilation.Width, (long)Padding.Left + Padding.Right, OutputPadding.Width);
        if (IsLine)
            return [input[0], OutChannels, width];
        int height = Length(input[2], Stride.Height, Kernel.Height, Dilation.Height, (long)Padding.Top + Padding.Bottom, OutputPadding.Height);
        return [input[0], OutChannels, height, width];
    }

    private protected override long MacsOf(IReadOnlyList<TensorShape> inputs, TensorShape output) =>
        Sizes.Product($"{Kind}'s number of multiply-adds", inputs[0].Elements, OutChannels / Groups, Kernel.Height, Kernel.Width);

    private void ThrowIfNotValid()
    {
        // The options of the convolution that it is the transpose of, which check all but the output padding.
        new GroupedConv2dOptions(OutChannels, InChannels, Kernel) { Stride = Stride, Dilation = Dilation, Groups = Groups, Padding = Padding }.Validate();
        Require.NotNegative(OutputPadding.Height);
        Require.NotNegative(OutputPadding.Width);
        // As in PyTorch: more would be rows that no input reaches whatever the padding.
        if (OutputPadding.Height >= Math.Max(Stride.Height, Dilation.Height) || OutputPadding.Width >= Math.Max(Stride.Width, Dilation.Width))
            throw new ArgumentException($"output padding must be smaller than stride or dilation, but got {OutputPadding} with stride {Stride} and dilation {Dilation}");
    }

    private int Length(int input, int stride, int kernel, int dilation, long padding, int outputPadding)
    {
        // Two products below 2^62, and sums of four numbers below 2^31.
        long length = (input - 1L) * stride + (kernel - 1L) * dilation + 1 + outputPadding - padding;
        return input > 0 && length > 0
            ? Sizes.ToLength(length, $"{Kind}: the output's length")
            : throw new ArgumentException($"{Kind} of a length of {input} has none left: {length} with padding {padding} cut off");
    }
}
