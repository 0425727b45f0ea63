namespace GroupConv.Networks.Compilation;

/// <summary>
/// A transposed convolution as a convolution with stride 1: the inputs are spread with stride - 1 zeros between them and
/// dilation * (kernel - 1) - padding around them, and the kernel is turned round (Dumoulin and Visin, 2016).
/// </summary>
internal static class TransposedConv
{
    public static Spread SpreadOf(ConvTranspose2d layer, PlaneSizes input)
    {
        int tall = layer.Dilation.Height * (layer.Kernel.Height - 1), wide = layer.Dilation.Width * (layer.Kernel.Width - 1);
        Padding cut = layer.Padding;
        return new Spread(
            layer.Stride,
            new Size2d(tall - cut.Top, wide - cut.Left),
            new Size2d(tall - cut.Bottom + layer.OutputPadding.Height, wide - cut.Right + layer.OutputPadding.Width));
    }

    public static GroupedConv2dOptions OptionsOf(ConvTranspose2d layer) =>
        new(layer.InChannels, layer.OutChannels, layer.Kernel) { Dilation = layer.Dilation, Groups = layer.Groups, Bias = layer.Bias };

    /// <summary>[Cin, Cout/G, Kh, Kw] as [Cout, Cin/G, Kh, Kw], each kernel turned round.</summary>
    public static float[] KernelOf(ConvTranspose2d layer, ReadOnlySpan<float> weight)
    {
        int ins = layer.InChannels / layer.Groups, outs = layer.OutChannels / layer.Groups, taps = layer.Kernel.Height * layer.Kernel.Width;
        var kernel = new float[weight.Length];
        for (int group = 0; group < layer.Groups; group++)
            for (int i = 0; i < ins; i++)
                for (int o = 0; o < outs; o++)
                {
                    ReadOnlySpan<float> from = weight.Slice(((group * ins + i) * outs + o) * taps, taps);
                    Span<float> to = kernel.AsSpan(((group * outs + o) * ins + i) * taps, taps);
                    from.CopyTo(to);
                    to.Reverse();
                }

        return kernel;
    }
}

/// <summary>Rows and columns with zeros between and around them; negative numbers around cut off.</summary>
/// <param name="Stride">Distance of neighbours in the output.</param>
/// <param name="Before">Zeros above and on the left.</param>
/// <param name="After">Zeros below and on the right.</param>
internal sealed record Spread(Size2d Stride, Size2d Before, Size2d After) : Layer
{
    private protected override TensorShape ShapeOf(IReadOnlyList<TensorShape> inputs)
    {
        TensorShape input = inputs[0];
        int width = Length(input[^1], Stride.Width, Before.Width, After.Width);
        return input.Rank == 3
            ? [input[0], input[1], width]
            : [input[0], input[1], Length(input[2], Stride.Height, Before.Height, After.Height), width];
    }

    private static int Length(int length, int stride, int before, int after) => checked((length - 1) * stride + 1 + before + after);
}
