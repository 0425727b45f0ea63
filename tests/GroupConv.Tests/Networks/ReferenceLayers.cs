using GroupConv.Networks;
using GroupConv.Padded;

namespace GroupConv.Tests.Networks;

/// <summary>Every layer by its definition, element by element in double precision: what the steps are compared with.</summary>
internal static class ReferenceLayers
{
    public static NdArray Run(Layer layer, TensorShape output, NdArray[] x, NdArray[] w) => layer switch
    {
        Conv2d conv => Convolution(conv.Options, output, x[0], w),
        Conv1d conv => Convolution(conv.Options, [output[0], output[1], 1, output[2]], x[0].Tall(), [w[0].Tall4(), .. w[1..]]).As(output),
        ConvTranspose2d conv => Transposed(conv, output, x[0].Tall(), w),
        Linear => NdArray.Make(output, i => Sum(x[0].Shape[^1], k => x[0].At([.. i[..^1], k]) * w[0].At(i[^1], k)) + (w.Length > 1 ? w[1].At(i[^1]) : 0)),
        MatMul => NdArray.Make(output, i => Sum(x[0].Shape[^1], k => x[0].At([.. i[..^1], k]) * x[1].At([.. i[..^2], k, i[^1]]))),
        BatchNorm2d norm => NdArray.Make(output, i => (x[0].At(i) - w[2].At(i[1])) / Math.Sqrt(w[3].At(i[1]) + norm.Epsilon) * w[0].At(i[1]) + w[1].At(i[1])),
        BatchStatisticsNorm norm => OfBatchStatistics(norm, output, x[0], w),
        PReLU => NdArray.Make(output, i => x[0].At(i) is >= 0 and var v ? v : x[0].At(i) * w[0].At(w[0].Shape[0] == 1 ? 0 : i[1])),
        Softmax softmax => OfSoftmax(softmax, output, x[0]),
        Activation => NdArray.Make(output, i => Function(layer, x[0].At(i))),
        Pool2d pool => Pool(pool, output, x[0].Tall()),
        AdaptiveAvgPool2d => AdaptivePool(output, x[0].Tall()),
        Add => NdArray.Make(output, i => x[0].At(i) + x[1].At(i)),
        Sub => NdArray.Make(output, i => x[0].At(i) - x[1].At(i)),
        Mul => NdArray.Make(output, i => x[0].At(i) * x[1].At(i)),
        Div => NdArray.Make(output, i => x[0].At(i) / x[1].At(i)),
        Constant => w[0],
        Flatten or Reshape => x[0].As(output),
        Permute permute => NdArray.Make(output, i => x[0].At([.. Enumerable.Range(0, i.Length).Select(axis => i[IndexOf(permute.Order, axis)])])),
        Concat concat => OfConcat(concat, output, x),
        Slice slice => NdArray.Make(output, i => x[0].At(Changed(i, slice.Axis, at => slice.Start + at * slice.Step))),
        Pad pad => NdArray.Make(output, i => Padded(pad, x[0], i)),
        ChannelShuffle shuffle => NdArray.Make(output, i => x[0].At(Changed(i, 1, at => at % shuffle.Groups * (output[1] / shuffle.Groups) + at / shuffle.Groups))),
        Resize resize => NdArray.Make(output, i => x[0].At(i[0], i[1], Nearest(resize.Rule, i[2], x[0].Shape[2], output[2]), Nearest(resize.Rule, i[3], x[0].Shape[3], output[3]))),
        Mean mean => OfMean(mean, output, x[0]),
        _ => throw new NotSupportedException(layer.Kind),
    };

    private static double Function(Layer layer, double x) => layer switch
    {
        ReLU => Math.Max(x, 0),
        ReLU6 => Math.Clamp(x, 0, 6),
        Clamp clamp => Math.Min(Math.Max(x, clamp.Min), clamp.Max),
        LeakyReLU leaky => x >= 0 ? x : leaky.Slope * x,
        Sigmoid => 1 / (1 + Math.Exp(-x)),
        Tanh => Math.Tanh(x),
        SiLU => x / (1 + Math.Exp(-x)),
        HardSigmoid hard => Math.Clamp(hard.Slope * x + hard.Offset, 0, 1),
        HardSwish => x * Math.Clamp(x + 3, 0, 6) / 6,
        Identity or Dropout => x,
        _ => throw new NotSupportedException(layer.Kind),
    };

    private static NdArray Convolution(GroupedConv2dOptions o, TensorShape output, NdArray x, NdArray[] w)
    {
        var g = new ConvGeometry(o, x.Shape[0], x.Shape[2], x.Shape[3]);
        int ins = o.InChannelsPerGroup, outs = o.OutChannelsPerGroup;
        return NdArray.Make(output, i =>
        {
            double sum = w.Length > 1 ? w[1].At(i[1]) : 0;
            for (int c = 0; c < ins; c++)
                for (int ky = 0; ky < o.Kernel.Height; ky++)
                    for (int kx = 0; kx < o.Kernel.Width; kx++)
                    {
                        int y = PaddingMap.Source(i[2] * o.Stride.Height + ky * o.Dilation.Height - (int)g.PadTop, x.Shape[2], o.PaddingMode);
                        int column = PaddingMap.Source(i[3] * o.Stride.Width + kx * o.Dilation.Width - (int)g.PadLeft, x.Shape[3], o.PaddingMode);
                        sum += x.AtOr(0, i[0], i[1] / outs * ins + c, y, column) * w[0].At(i[1], c, ky, kx);
                    }

            return Math.Min(Math.Max(sum, o.Clamp.Min), o.Clamp.Max);
        });
    }

    /// <summary>By the definition as a scatter: every input adds its multiple of the kernel.</summary>
    private static NdArray Transposed(ConvTranspose2d o, TensorShape output, NdArray x, NdArray[] w)
    {
        NdArray kernel = w[0].Tall4();
        TensorShape tall = output.Rank == 3 ? [output[0], output[1], 1, output[2]] : output;
        int ins = o.InChannels / o.Groups, outs = o.OutChannels / o.Groups;
        var sums = new double[output.Elements];
        for (int n = 0; n < tall[0]; n++)
            for (int c = 0; c < o.InChannels; c++)
                for (int y = 0; y < x.Shape[2]; y++)
                    for (int column = 0; column < x.Shape[3]; column++)
                        for (int k = 0; k < outs; k++)
                            for (int ky = 0; ky < o.Kernel.Height; ky++)
                                for (int kx = 0; kx < o.Kernel.Width; kx++)
                                {
                                    int toY = y * o.Stride.Height + ky * o.Dilation.Height - o.Padding.Top;
                                    int toX = column * o.Stride.Width + kx * o.Dilation.Width - o.Padding.Left;
                                    if ((uint)toY < (uint)tall[2] && (uint)toX < (uint)tall[3])
                                        sums[((n * tall[1] + c / ins * outs + k) * tall[2] + toY) * tall[3] + toX] += x.At(n, c, y, column) * kernel.At(c, k, ky, kx);
                                }

        var result = new NdArray(tall, sums);
        return w.Length > 1 ? NdArray.Make(tall, i => result.At(i) + w[1].At(i[1])).As(output) : result.As(output);
    }

    private static NdArray Pool(Pool2d pool, TensorShape output, NdArray x)
    {
        TensorShape tall = output.Rank == 3 ? [output[0], output[1], 1, output[2]] : output;
        return NdArray.Make(tall, i =>
        {
            var values = new List<double>();
            int counted = 0;
            for (int ky = 0; ky < pool.Kernel.Height; ky++)
                for (int kx = 0; kx < pool.Kernel.Width; kx++)
                {
                    int y = i[2] * pool.Stride.Height + ky - pool.Padding.Top, column = i[3] * pool.Stride.Width + kx - pool.Padding.Left;
                    bool inside = (uint)y < (uint)x.Shape[2] && (uint)column < (uint)x.Shape[3];
                    if (inside)
                        values.Add(x.At(i[0], i[1], y, column));
                    if (y < x.Shape[2] + pool.Padding.Bottom && column < x.Shape[3] + pool.Padding.Right)
                        counted++;
                }

            return pool is MaxPool2d ? values.Max() : values.Sum() / (((AvgPool2d)pool).CountIncludePad ? counted : values.Count);
        }).As(output);
    }

    private static NdArray AdaptivePool(TensorShape output, NdArray x)
    {
        TensorShape tall = output.Rank == 3 ? [output[0], output[1], 1, output[2]] : output;
        return NdArray.Make(tall, i =>
        {
            var values = new List<double>();
            for (int y = i[2] * x.Shape[2] / tall[2]; y < ((i[2] + 1) * x.Shape[2] + tall[2] - 1) / tall[2]; y++)
                for (int column = i[3] * x.Shape[3] / tall[3]; column < ((i[3] + 1) * x.Shape[3] + tall[3] - 1) / tall[3]; column++)
                    values.Add(x.At(i[0], i[1], y, column));
            return values.Average();
        }).As(output);
    }

    private static NdArray OfSoftmax(Softmax softmax, TensorShape shape, NdArray x)
    {
        int axis = (softmax.Axis + shape.Rank) % shape.Rank;
        return NdArray.Make(shape, i => Math.Exp(x.At(i)) / Sum(shape[axis], k => Math.Exp(x.At(Changed(i, axis, _ => k)))));
    }

    private static NdArray OfConcat(Concat concat, TensorShape output, NdArray[] x) =>
        NdArray.Make(output, i =>
        {
            int axis = (concat.Axis + output.Rank) % output.Rank, at = i[axis];
            foreach (NdArray one in x)
            {
                if (at < one.Shape[axis])
                    return one.At(Changed(i, axis, _ => at));
                at -= one.Shape[axis];
            }

            throw new InvalidOperationException();
        });

    private static double Padded(Pad pad, NdArray x, int[] index)
    {
        int[] from = [.. index.Select((at, axis) => PaddingMap.Source(at - pad.Before[axis], x.Shape[axis], pad.Mode))];
        return x.AtOr(pad.Value, from);
    }

    private static NdArray OfMean(Mean mean, TensorShape output, NdArray x)
    {
        TensorShape kept = [.. x.Shape.Select((length, axis) => mean.Along.Contains(axis) ? 1 : length)];
        TensorShape summed = [.. x.Shape.Select((length, axis) => mean.Along.Contains(axis) ? length : 1)];
        return NdArray.Make(kept, i =>
        {
            int[] at = [.. i];
            return NdArray.Make(summed, j => x.At([.. at.Zip(j, (a, b) => a + b)])).Values.Average();
        }).As(output);
    }

    private static NdArray OfBatchStatistics(BatchStatisticsNorm norm, TensorShape shape, NdArray x, NdArray[] w)
    {
        NdArray Mean(NdArray values) => OfMean(new Mean([.. Enumerable.Range(0, shape.Rank).Where(axis => axis != 1)]), [shape[1]], values);
        NdArray mean = Mean(x), variance = Mean(NdArray.Make(shape, i => Math.Pow(x.At(i) - mean.At(i[1]), 2)));
        return NdArray.Make(shape, i => (x.At(i) - mean.At(i[1])) / Math.Sqrt(variance.At(i[1]) + norm.Epsilon) * w[0].At(i[1]) + w[1].At(i[1]));
    }

    private static int Nearest(NearestRule rule, int at, int length, int outputLength) =>
        rule == NearestRule.Floor
            ? (int)((double)at * length / outputLength)
            : Math.Clamp((int)Math.Ceiling((at + 0.5) * length / outputLength - 0.5 - 0.5), 0, length - 1);

    private static int[] Changed(int[] index, int axis, Func<int, int> change)
    {
        int[] changed = [.. index];
        axis = (axis + index.Length) % index.Length;
        changed[axis] = change(changed[axis]);
        return changed;
    }

    private static int IndexOf(IReadOnlyList<int> order, int axis) => order.ToList().IndexOf(axis);

    private static double Sum(int count, Func<int, double> term) => Enumerable.Range(0, count).Sum(term);

    /// <summary>The weights of lines as those of images of one row.</summary>
    private static NdArray Tall4(this NdArray weights) =>
        weights.Shape.Rank == 3 ? new([weights.Shape[0], weights.Shape[1], 1, weights.Shape[2]], weights.Values) : weights;
}
