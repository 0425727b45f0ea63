using GroupConv.Padded;
using GroupConv.Threading;

namespace GroupConv;

/// <summary>
/// The definition of this library's results: every other algorithm, on every vector width and thread count, gives these bits,
/// except <see cref="ConvAlgorithm.Winograd"/>, which runs only where it is asked for.
/// </summary>
/// <remarks>
/// For every output: start at 0, add one tap after the other with a fused multiply-add in the order (input channel, kernel row, kernel
/// column), taps on padding included; add the bias, if there is one; add the residual, if there is one; clamp. One exception: which of the many NaNs a NaN is.
/// </remarks>
public static class ReferenceConvolution
{
    /// <summary>Runs the convolution with plain loops on the calling thread.</summary>
    /// <param name="geometry">The sizes, and the options they come from.</param>
    /// <param name="input">[N, Cin, H, W], in the options' layout.</param>
    /// <param name="weights">[Cout, Cin/G, Kh, Kw].</param>
    /// <param name="bias">[Cout], or empty for none.</param>
    /// <param name="output">[N, Cout, OutHeight, OutWidth], likewise; may not overlap the others.</param>
    /// <exception cref="ArgumentException">A length does not fit the geometry, or the output overlaps another.</exception>
    public static void Forward(
        ConvGeometry geometry, ReadOnlySpan<float> input, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Span<float> output) =>
        Forward(geometry, input, weights, bias, residual: default, output);

    /// <summary>Runs the convolution with plain loops on the calling thread, and adds a residual to its outputs.</summary>
    /// <param name="geometry">The sizes, and the options they come from.</param>
    /// <param name="input">[N, Cin, H, W], in the options' layout.</param>
    /// <param name="weights">[Cout, Cin/G, Kh, Kw].</param>
    /// <param name="bias">[Cout], or empty for none.</param>
    /// <param name="residual">[N, Cout, OutHeight, OutWidth], in the output's layout; or empty for none.</param>
    /// <param name="output">[N, Cout, OutHeight, OutWidth], likewise; may not overlap the others.</param>
    /// <exception cref="ArgumentException">A length does not fit the geometry, or the output overlaps another.</exception>
    public static void Forward(
        ConvGeometry geometry, ReadOnlySpan<float> input, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, ReadOnlySpan<float> residual,
        Span<float> output) =>
        Run(geometry, input, weights, bias, residual, output, CancellationToken.None);

    /// <summary>The same for a layer's calls, which can be canceled between two rows of the output.</summary>
    internal static void Run(
        ConvGeometry geometry, ReadOnlySpan<float> input, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, ReadOnlySpan<float> residual,
        Span<float> output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        ThrowIfLength(nameof(input), input.Length, geometry.InElements);
        ThrowIfLength(nameof(weights), weights.Length, geometry.WeightElements);
        ThrowIfLength(nameof(output), output.Length, geometry.OutElements);
        if (!bias.IsEmpty)
            ThrowIfLength(nameof(bias), bias.Length, geometry.OutChannels);
        if (!residual.IsEmpty)
            ThrowIfLength(nameof(residual), residual.Length, geometry.OutElements);
        if (output.Overlaps(residual) || output.Overlaps(input) || output.Overlaps(weights) || output.Overlaps(bias))
            throw new ArgumentException("the output overlaps what it is computed from: it needs memory of its own", nameof(output));

        if (geometry.IsPlanes)
            RunPlanes(geometry, input, weights, bias, residual, output, cancellationToken);
        else
            RunThroughPlanes(geometry, input, weights, bias, residual, output, cancellationToken);
    }

    private static void RunThroughPlanes(
        ConvGeometry g, ReadOnlySpan<float> input, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, ReadOnlySpan<float> residual,
        Span<float> output, CancellationToken cancellationToken)
    {
        ConvGeometry planes = g.AsPlanes();
        var planesIn = new float[planes.InElements];
        var planesOut = new float[planes.OutElements];
        var planesAdded = new float[residual.IsEmpty ? 0 : planes.OutElements];
        TensorLayouts.Reorder(
            input, g.Options.InputLayout, planesIn, TensorLayout.Nchw, g.Batch, g.InChannels, g.InHeight, g.InWidth,
            cancellationToken: cancellationToken);
        if (!residual.IsEmpty)
            TensorLayouts.Reorder(
                residual, g.Options.OutputLayout, planesAdded, TensorLayout.Nchw, g.Batch, g.OutChannels, g.OutHeight, g.OutWidth,
                cancellationToken: cancellationToken);
        RunPlanes(planes, planesIn, weights, bias, planesAdded, planesOut, cancellationToken);
        TensorLayouts.Reorder(
            planesOut, TensorLayout.Nchw, output, g.Options.OutputLayout, g.Batch, g.OutChannels, g.OutHeight, g.OutWidth,
            cancellationToken: cancellationToken);
    }

    private static void RunPlanes(
        ConvGeometry g, ReadOnlySpan<float> input, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, ReadOnlySpan<float> residual,
        Span<float> output, CancellationToken cancellationToken)
    {
        int index = 0;
        for (int n = 0; n < g.Batch; n++)
            for (int oc = 0; oc < g.OutChannels; oc++)
                for (int oh = 0; oh < g.OutHeight; oh++)
                {
                    if (CancellationPoll.IsCanceled(cancellationToken))
                        throw new OperationCanceledException(cancellationToken);
                    for (int ow = 0; ow < g.OutWidth; ow++)
                    {
                        float sum = Sum(g, input, weights, n, oc, oh, ow);
                        if (!bias.IsEmpty)
                            sum += bias[oc];
                        if (!residual.IsEmpty)
                            sum += residual[index];
                        output[index++] = g.Options.Clamp.Apply(sum);
                    }
                }
    }

    private static float Sum(ConvGeometry g, ReadOnlySpan<float> input, ReadOnlySpan<float> weights, int n, int oc, int oh, int ow)
    {
        int firstChannel = oc / g.OutChannelsPerGroup * g.InChannelsPerGroup;
        int weight = oc * (int)g.Taps;
        float sum = 0f;
        for (int ic = 0; ic < g.InChannelsPerGroup; ic++)
        {
            ReadOnlySpan<float> plane = input.Slice((n * g.InChannels + firstChannel + ic) * (int)g.InPlane, (int)g.InPlane);
            for (int kh = 0; kh < g.Kernel.Height; kh++)
            {
                int row = PaddingMap.Source(oh * g.Step.Height + kh * g.Dilation.Height - g.PadTop, g.InHeight, g.Options.PaddingMode);
                for (int kw = 0; kw < g.Kernel.Width; kw++)
                {
                    int column = PaddingMap.Source(ow * g.Step.Width + kw * g.Dilation.Width - g.PadLeft, g.InWidth, g.Options.PaddingMode);
                    float value = row == PaddingMap.Zero || column == PaddingMap.Zero ? 0f : plane[row * g.InWidth + column];
                    sum = MathF.FusedMultiplyAdd(weights[weight++], value, sum);
                }
            }
        }

        return sum;
    }

    private static void ThrowIfLength(string name, int actual, long expected)
    {
        if (actual != expected)
            throw new ArgumentException($"{name} must have {expected} elements, but has {actual}", name);
    }
}
