using GroupConv.Gradients;
using GroupConv.Padded;

namespace GroupConv;

/// <summary>
/// The definition of the gradients' bits: whatever the algorithm, the vector width and the number of threads, a layer's gradients of finite
/// numbers are these.
/// </summary>
/// <remarks>
/// <para>Input: for every element of the padded input (of the input alone, where the padding is zeros) start at 0 and add, with a fused
/// multiply-add each, weight times output gradient in the order of output channels, then of kernel rows from last to first, then of kernel
/// columns from last to first, for the taps that meet an output or one of the zeros around it. Where the padding repeats elements, an
/// element's gradient is the sum, from 0, of those of its copies in the order of rows and columns.</para>
/// <para>Weights: a sum has 16 lanes, each from 0. For every image, block of rows and block of columns of the output, in this order, output
/// (r, c) of the block adds input times output gradient, with a fused multiply-add, to lane (r * pitch + c) modulo 16; where images are dense,
/// image n's output adds to lane (n * plane + r * pitch + c) modulo 16. They are where no tap lies beyond its position (a kernel of one tap,
/// or no longer than its stride, or one whose taps have a copy of the input each), a plane is one block, and the planes that fill whole
/// sixteens, 16 / gcd(16, plane), have at most 2048 elements. Pitch, blocks
/// and density follow from kernel, stride, dilation and output size alone. The lanes are added up as a tree: q[i] = (l[i] + l[i + 8]) + (l[i + 4] +
/// l[i + 12]) for i below 4, then (q[0] + q[1]) + (q[2] + q[3]). The bias is a sum of the same kind, of the output gradients, in which
/// element i of a plane belongs to lane i modulo 16.</para>
/// </remarks>
public static class ReferenceGradients
{
    /// <summary>The gradient of the input, with plain loops on the calling thread.</summary>
    /// <param name="geometry">The sizes of a layer from planes to planes; clamp and bias play no part.</param>
    /// <param name="outputGradient">[N, Cout, OutHeight, OutWidth].</param>
    /// <param name="weights">[Cout, Cin/G, Kh, Kw].</param>
    /// <param name="inputGradient">Receives [N, Cin, H, W]; may not overlap the others.</param>
    /// <exception cref="ArgumentException">A length does not fit the geometry, or the layout is not planes.</exception>
    public static void BackwardInput(
        ConvGeometry geometry, ReadOnlySpan<float> outputGradient, ReadOnlySpan<float> weights, Span<float> inputGradient)
    {
        ConvGeometry g = Checked(geometry);
        ThrowIfLength(nameof(outputGradient), outputGradient.Length, g.OutElements);
        ThrowIfLength(nameof(weights), weights.Length, g.WeightElements);
        ThrowIfLength(nameof(inputGradient), inputGradient.Length, g.InElements);
        inputGradient.Clear();
        bool repeats = g.HasPadding && g.Options.PaddingMode != PaddingMode.Zeros;
        for (int plane = 0; plane < g.Batch * g.InChannels; plane++)
            for (int row = 0; row < g.PaddedHeight; row++)
            {
                int sourceRow = PaddingMap.Source(row - g.PadTop, g.InHeight, g.Options.PaddingMode);
                for (int column = 0; sourceRow != PaddingMap.Zero && column < g.PaddedWidth; column++)
                {
                    int sourceColumn = PaddingMap.Source(column - g.PadLeft, g.InWidth, g.Options.PaddingMode);
                    if (sourceColumn == PaddingMap.Zero)
                        continue;
                    ref float gradient = ref inputGradient[(plane * g.InHeight + sourceRow) * g.InWidth + sourceColumn];
                    float sum = SumOfInput(g, outputGradient, weights, plane / g.InChannels, plane % g.InChannels, row, column);
                    gradient = repeats ? gradient + sum : sum;
                }
            }
    }

    /// <summary>The gradient of weights and bias, with plain loops on the calling thread.</summary>
    /// <param name="geometry">The sizes of a layer from planes to planes; clamp and bias play no part.</param>
    /// <param name="input">[N, Cin, H, W].</param>
    /// <param name="outputGradient">[N, Cout, OutHeight, OutWidth].</param>
    /// <param name="weightGradient">Receives [Cout, Cin/G, Kh, Kw]; may not overlap the others.</param>
    /// <param name="biasGradient">Receives [Cout]; may be empty.</param>
    /// <exception cref="ArgumentException">A length does not fit the geometry, or the layout is not planes.</exception>
    public static void BackwardWeights(
        ConvGeometry geometry, ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> weightGradient,
        Span<float> biasGradient = default)
    {
        ConvGeometry g = Checked(geometry);
        ThrowIfLength(nameof(input), input.Length, g.InElements);
        ThrowIfLength(nameof(outputGradient), outputGradient.Length, g.OutElements);
        ThrowIfLength(nameof(weightGradient), weightGradient.Length, g.WeightElements);
        if (!biasGradient.IsEmpty)
            ThrowIfLength(nameof(biasGradient), biasGradient.Length, g.OutChannels);
        var shape = new LineShape(g, (g.OutHeight, g.OutWidth));
        int index = 0;
        for (int oc = 0; oc < g.OutChannels; oc++)
        {
            if (!biasGradient.IsEmpty)
                biasGradient[oc] = SumOfBias(g, outputGradient, oc);
            for (int ic = 0; ic < g.InChannelsPerGroup; ic++)
                for (int kh = 0; kh < g.Kernel.Height; kh++)
                    for (int kw = 0; kw < g.Kernel.Width; kw++)
                        weightGradient[index++] = SumOfWeight(g, shape, input, outputGradient, oc, ic, kh, kw);
        }
    }

    private static float SumOfInput(
        ConvGeometry g, ReadOnlySpan<float> outputGradient, ReadOnlySpan<float> weights, int image, int inChannel, int row, int column)
    {
        int ic = inChannel % g.InChannelsPerGroup, firstOut = inChannel / g.InChannelsPerGroup * g.OutChannelsPerGroup;
        float sum = 0f;
        for (int oc = firstOut; oc < firstOut + g.OutChannelsPerGroup; oc++)
            for (int kh = g.Kernel.Height - 1; kh >= 0; kh--)
                for (int kw = g.Kernel.Width - 1; kw >= 0; kw--)
                {
                    long down = row - (long)kh * g.Dilation.Height, right = column - (long)kw * g.Dilation.Width;
                    if (down % g.Step.Height != 0 || right % g.Step.Width != 0)
                        continue;
                    long oh = down / g.Step.Height, ow = right / g.Step.Width;
                    bool meets = oh >= 0 && oh < g.OutHeight && ow >= 0 && ow < g.OutWidth;
                    float gradient = meets ? outputGradient[(int)(((image * g.OutChannels + oc) * g.OutHeight + oh) * g.OutWidth + ow)] : 0f;
                    float weight = weights[((oc * g.InChannelsPerGroup + ic) * g.Kernel.Height + kh) * g.Kernel.Width + kw];
                    sum = MathF.FusedMultiplyAdd(weight, gradient, sum);
                }

        return sum;
    }

    /// <param name="g">The layer's sizes.</param>
    /// <param name="shape">Pitch and blocks.</param>
    /// <param name="input">[N, Cin, H, W].</param>
    /// <param name="outputGradient">[N, Cout, OutHeight, OutWidth].</param>
    /// <param name="oc">Output channel.</param>
    /// <param name="ic">Input channel within the group.</param>
    /// <param name="kh">Kernel row.</param>
    /// <param name="kw">Kernel column.</param>
    private static float SumOfWeight(
        ConvGeometry g, LineShape shape, ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, int oc, int ic, int kh, int kw)
    {
        Span<float> lanes = stackalloc float[IDotTile.SumLanes];
        lanes.Clear();
        int inChannel = oc / g.OutChannelsPerGroup * g.InChannelsPerGroup + ic;
        for (int n = 0; n < g.Batch; n++)
        {
            ReadOnlySpan<float> gradient = outputGradient.Slice((int)((n * g.OutChannels + oc) * g.OutPlane), (int)g.OutPlane);
            ReadOnlySpan<float> plane = input.Slice((int)((n * g.InChannels + inChannel) * g.InPlane), (int)g.InPlane);
            for (int oh = 0; oh < g.OutHeight; oh++)
                for (long first = 0; first < g.OutWidth; first += shape.BlockColumns)
                    for (int ow = (int)first; ow < Math.Min(first + shape.BlockColumns, g.OutWidth); ow++)
                    {
                        float value = ValueAt(g, plane, oh * g.Step.Height + kh * g.Dilation.Height, ow * g.Step.Width + kw * g.Dilation.Width);
                        long position = oh % shape.BlockRows * shape.Pitch + ow - first + (shape.IsDense ? n * g.OutPlane : 0);
                        ref float lane = ref lanes[(int)(position % IDotTile.SumLanes)];
                        lane = MathF.FusedMultiplyAdd(gradient[oh * g.OutWidth + ow], value, lane);
                    }
        }

        return Tree(lanes);
    }

    private static float SumOfBias(ConvGeometry g, ReadOnlySpan<float> outputGradient, int oc)
    {
        Span<float> lanes = stackalloc float[IDotTile.SumLanes];
        lanes.Clear();
        for (int n = 0; n < g.Batch; n++)
            for (int i = 0; i < g.OutPlane; i++)
                lanes[i % IDotTile.SumLanes] += outputGradient[(int)((n * g.OutChannels + oc) * g.OutPlane) + i];
        return Tree(lanes);
    }

    private static float Tree(Span<float> lanes)
    {
        for (int i = 0; i < 4; i++)
            lanes[i] = (lanes[i] + lanes[i + 8]) + (lanes[i + 4] + lanes[i + 12]);
        return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
    }

    /// <summary>The padded input.</summary>
    private static float ValueAt(ConvGeometry g, ReadOnlySpan<float> plane, int paddedRow, int paddedColumn)
    {
        int row = PaddingMap.Source(paddedRow - g.PadTop, g.InHeight, g.Options.PaddingMode);
        int column = PaddingMap.Source(paddedColumn - g.PadLeft, g.InWidth, g.Options.PaddingMode);
        return row == PaddingMap.Zero || column == PaddingMap.Zero ? 0f : plane[row * g.InWidth + column];
    }

    private static ConvGeometry Checked(ConvGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        return geometry.IsPlanes ? geometry : throw new ArgumentException("gradients are for planes, Nchw", nameof(geometry));
    }

    private static void ThrowIfLength(string name, int actual, long expected)
    {
        if (actual != expected)
            throw new ArgumentException($"{name} must have {expected} elements, but has {actual}", name);
    }
}
