namespace GroupConv;

/// <summary>
/// Every size that follows from the options of a layer and the size of its input, computed and checked once, in 64 bits. The stages
/// behind it (plan, packing, tiles) take their numbers from here and check nothing again.
/// </summary>
public sealed record ConvGeometry
{
    /// <summary>Derives the sizes.</summary>
    /// <param name="options">The layer's options.</param>
    /// <param name="batch">Images, N; may be 0.</param>
    /// <param name="height">Rows of the input, H.</param>
    /// <param name="width">Columns of the input, W.</param>
    /// <exception cref="ArgumentOutOfRangeException">Batch is negative, or an option is out of range.</exception>
    /// <exception cref="ArgumentException">
    /// H or W is not positive; the padded input is smaller than the dilated kernel; reflect or circular padding is wider than the input
    /// allows; or groups does not divide the channels.
    /// </exception>
    /// <exception cref="OverflowException">A size does not fit, and the message names it: a padded side over 2^31 - 1, or a tensor over 2^63 - 1 bytes.</exception>
    public ConvGeometry(GroupedConv2dOptions options, int batch, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Require.NotNegative(batch);
        if (height <= 0 || width <= 0)
            throw new ArgumentException(options.IsLine
                ? $"input length must be positive, but got {width}"
                : $"input height and width must be positive, but got {height} x {width}");

        Options = options;
        Batch = batch;
        InHeight = height;
        InWidth = width;
        (PadTop, PadBottom, PaddedHeight, OutHeight, int stepDown) = Axis(options, "height", height, options.Kernel.Height,
            options.Stride.Height, options.Dilation.Height, options.Padding.Top, options.Padding.Bottom);
        (PadLeft, PadRight, PaddedWidth, OutWidth, int stepRight) = Axis(options, options.IsLine ? "length" : "width", width, options.Kernel.Width,
            options.Stride.Width, options.Dilation.Width, options.Padding.Left, options.Padding.Right);
        Step = (stepDown, stepRight);
        Taps = Sizes.Product("the number of taps", InChannelsPerGroup, Kernel.Height, Kernel.Width);
        InPlane = (long)InHeight * InWidth;
        PaddedPlane = (long)PaddedHeight * PaddedWidth;
        OutPlane = (long)OutHeight * OutWidth;
        // A batch of 0 must not hide a plane that could never be held.
        long images = Math.Max(Batch, 1);
        _ = Sizes.Product("the padded input's size in bytes", sizeof(float), images, InChannels, PaddedHeight, PaddedWidth);
        _ = Sizes.Product("the output's size in bytes", sizeof(float), images, OutChannels, OutHeight, OutWidth);
        InElements = options.InputLayout.Elements(Batch, InChannels, InHeight, InWidth);
        OutElements = options.OutputLayout.Elements(Batch, OutChannels, OutHeight, OutWidth);
        if ((Int128)sizeof(float) * ((Int128)InElements + OutElements) > long.MaxValue)
            throw new OverflowException($"input and output of {InElements} and {OutElements} elements are together over 2^63 - 1 bytes");
    }

    /// <summary>The options that the sizes were derived from.</summary>
    public GroupedConv2dOptions Options { get; }

    /// <summary>Images, N.</summary>
    public int Batch { get; }

    /// <summary>Channels of the input, Cin.</summary>
    public int InChannels => Options.InChannels;

    /// <summary>Rows of the input, H.</summary>
    public int InHeight { get; }

    /// <summary>Columns of the input, W.</summary>
    public int InWidth { get; }

    /// <summary>Channels of the output, Cout.</summary>
    public int OutChannels => Options.OutChannels;

    /// <summary>Rows of the output: (PaddedHeight - (Kh - 1) * dilation - 1) / stride + 1.</summary>
    public int OutHeight { get; }

    /// <summary>Columns of the output.</summary>
    public int OutWidth { get; }

    /// <summary>Height and width of the kernel.</summary>
    public Size2d Kernel => Options.Kernel;

    /// <summary>Steps of the kernel.</summary>
    public Size2d Stride => Options.Stride;

    /// <summary>Distance between taps.</summary>
    public Size2d Dilation => Options.Dilation;

    /// <summary>Rows added above, with the <c>Same</c> kinds resolved.</summary>
    public int PadTop { get; }

    /// <summary>Columns added on the left.</summary>
    public int PadLeft { get; }

    /// <summary>Rows added below.</summary>
    public int PadBottom { get; }

    /// <summary>Columns added on the right.</summary>
    public int PadRight { get; }

    /// <summary>Rows of the padded input.</summary>
    public int PaddedHeight { get; }

    /// <summary>Columns of the padded input.</summary>
    public int PaddedWidth { get; }

    /// <summary>Groups, G.</summary>
    public int Groups => Options.Groups;

    /// <summary>Cin / G.</summary>
    public int InChannelsPerGroup => Options.InChannelsPerGroup;

    /// <summary>Cout / G.</summary>
    public int OutChannelsPerGroup => Options.OutChannelsPerGroup;

    /// <summary>Taps that one output sums: Cin/G * Kh * Kw.</summary>
    public long Taps { get; }

    /// <summary>Elements of one input plane, H * W.</summary>
    public long InPlane { get; }

    /// <summary>Elements of one padded input plane.</summary>
    public long PaddedPlane { get; }

    /// <summary>Elements of one output plane.</summary>
    public long OutPlane { get; }

    /// <summary>Elements of the input in its layout: N * Cin * H * W, with Cin rounded up to whole blocks.</summary>
    public long InElements { get; }

    /// <summary>Elements of the weights, Cout * Cin/G * Kh * Kw.</summary>
    public long WeightElements => Options.WeightElements;

    /// <summary>Elements of the output in its layout: N * Cout * OutHeight * OutWidth, with Cout rounded up to whole blocks.</summary>
    public long OutElements { get; }

    /// <summary>Whether any element is added around the input.</summary>
    public bool HasPadding => PaddedHeight != InHeight || PaddedWidth != InWidth;

    /// <summary>The sizes in words.</summary>
    /// <returns>The input's shape, the output's, and the layer.</returns>
    public override string ToString() => $"{ShapeText.Of(InShape)} -> {ShapeText.Of(OutShape)}: {Options}";

    /// <summary>
    /// The stride that algorithms work with: <see cref="Stride"/>, but at most to just behind the kernel's last place. A longer one gives
    /// the same output, and would only overflow products with it.
    /// </summary>
    internal Size2d Step { get; }

    /// <summary>Whether the output's planes have zeros around them.</summary>
    internal bool HasOutputHalo => Options.OutputHalo != Padding.Valid;

    /// <summary>Positions of the output's memory from one row to the next.</summary>
    internal long OutPitch => (long)OutWidth + Options.OutputHalo.Left + Options.OutputHalo.Right;

    /// <summary>Positions of the output's memory from one plane to the next.</summary>
    internal long OutMemoryPlane => checked(((long)OutHeight + Options.OutputHalo.Top + Options.OutputHalo.Bottom) * OutPitch);

    /// <summary>Positions of the output's memory before a plane's first output.</summary>
    internal long OutStart => Options.OutputHalo.Top * OutPitch + Options.OutputHalo.Left;

    /// <summary>Whether input and output are planes, [N, C, H, W].</summary>
    internal bool IsPlanes => Options.InputLayout == TensorLayout.Nchw && Options.OutputLayout == TensorLayout.Nchw;

    /// <summary>The input's shape in its layout.</summary>
    internal nint[] InShape => Shape(Options.InputLayout, InChannels, InHeight, InWidth);

    /// <summary>The output's shape in its layout.</summary>
    internal nint[] OutShape => Shape(Options.OutputLayout, OutChannels, OutHeight, OutWidth);

    /// <summary>Whether a shape is <see cref="OutShape"/>, without an array for it.</summary>
    internal bool IsOutShape(ReadOnlySpan<nint> shape)
    {
        int block = Options.OutputLayout.ChannelBlock();
        ReadOnlySpan<nint> expected = [Batch, Options.OutputLayout.BlocksOf(OutChannels), OutHeight, OutWidth, block];
        return shape.SequenceEqual(block == 1 ? expected[..4] : expected);
    }

    /// <summary>Padded input rows that neighbouring output rows see.</summary>
    internal long InputRowsOf(long outputRows) => checked((outputRows - 1) * Step.Height + (Kernel.Height - 1L) * Dilation.Height + 1);

    /// <summary>The same convolution from planes to planes.</summary>
    internal ConvGeometry AsPlanes() =>
        new(Options with { InputLayout = TensorLayout.Nchw, OutputLayout = TensorLayout.Nchw }, Batch, InHeight, InWidth);

    private nint[] Shape(TensorLayout layout, int channels, int height, int width)
    {
        int block = layout.ChannelBlock();
        return block == 1 ? [Batch, channels, height, width] : [Batch, layout.BlocksOf(channels), height, width, block];
    }

    private static (int Before, int After, int Padded, int Out, int Step) Axis(
        GroupedConv2dOptions options, string axis, int size, int kernel, int stride, int dilation, int before, int after)
    {
        long span = ((long)kernel - 1) * dilation + 1;
        if (options.Padding.Kind != PaddingKind.Explicit)
        {
            long steps = ((long)size - 1) / stride;
            long total = Math.Max(steps * stride + span - size, 0);
            if (total > int.MaxValue)
                throw new OverflowException($"the padding of the input's {axis} {total} is over {int.MaxValue}");
            long less = total / 2;
            before = (int)(options.Padding.Kind == PaddingKind.SameUpper ? less : total - less);
            after = (int)(total - before);
        }

        long padded = (long)size + before + after;
        if (padded > int.MaxValue)
            throw new OverflowException($"the padded input's {axis} {padded} is over {int.MaxValue}");
        // Before the division: (1 - 3) / 4 + 1 would round to 1 output where there is none.
        if (padded < span)
            throw new ArgumentException(
                $"the padded input's {axis} {padded} is smaller than the dilated kernel's {span} (kernel {kernel}, dilation {dilation})");
        int limit = options.PaddingMode switch
        {
            PaddingMode.Reflect => size - 1,
            PaddingMode.Circular => size,
            _ => int.MaxValue,
        };
        if (before > limit || after > limit)
            throw new ArgumentException(
                $"{options.PaddingMode} padding of {before} and {after} is over {limit}, the most for an input {axis} of {size}");
        long places = padded - span + 1;
        return (before, after, (int)padded, (int)((places - 1) / stride + 1), (int)Math.Min(stride, places));
    }
}
