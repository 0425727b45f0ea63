using GroupConv.Networks.Compilation;
using GroupConv.Padded;

namespace GroupConv.Networks.Definition;

/// <summary>
/// Defines every layer by a plain loop in single precision. The order of each sum is part of the definition: compiled networks give these bits.
/// </summary>
internal static class ReferenceLayers
{
    /// <param name="layer">The layer.</param>
    /// <param name="output">The shape of its output.</param>
    /// <param name="x">Its inputs.</param>
    /// <param name="w">The values of its parameters, in the order of <see cref="Layer.Parameters"/>.</param>
    /// <returns>Its output.</returns>
    public static ReferenceTensor Run(Layer layer, TensorShape output, ReferenceTensor[] x, ReferenceTensor[] w) => layer switch
    {
        Conv2d conv => Convolution(conv.Options, output, x[0], w),
        Conv1d conv => Convolution(conv.Options, output, x[0], w),
        ConvTranspose2d conv => Transposed(conv, output, x[0], w),
        Linear linear => Product(linear, output, x[0], w),
        MatMul => Product(output, x[0], x[1]),
        BatchNorm2d norm => Normalized(norm, output, x[0], w),
        BatchStatisticsNorm norm => Standardized(norm, output, x[0], w),
        PReLU => ReferenceTensor.Make(output, i => x[0].At(i) < 0 ? x[0].At(i) * w[0].At(i.Length > 1 ? i[1] : 0) : x[0].At(i)),
        Softmax softmax => Exponentials(softmax, output, x[0]),
        Activation => ReferenceTensor.Make(output, i => ReferenceFunctions.Of(layer, x[0].At(i))),
        Pool2d pool => Pooled(pool, output, x[0].AsPlanes()),
        AdaptiveAvgPool2d => MeansOfParts(output, x[0].AsPlanes()),
        Mean mean => Means(mean, output, x[0]),
        Add => ReferenceTensor.Make(output, i => x[0].At(i) + x[1].At(i)),
        Sub => ReferenceTensor.Make(output, i => x[0].At(i) - x[1].At(i)),
        Mul => ReferenceTensor.Make(output, i => x[0].At(i) * x[1].At(i)),
        Div => ReferenceTensor.Make(output, i => x[0].At(i) / x[1].At(i)),
        Constant => w[0],
        Flatten or Reshape => x[0].As(output),
        Permute permute => ReferenceTensor.Make(output, i => x[0].At([.. i.Select((_, axis) => i[Position(permute.Order, axis)])])),
        Concat concat => Joined(concat, output, x),
        Slice slice => ReferenceTensor.Make(output, i => x[0].At(Moved(i, slice.Axis, at => slice.Start + at * slice.Step))),
        Pad pad => Padded(pad, output, x[0]),
        ChannelShuffle shuffle => ReferenceTensor.Make(output, i => x[0].At(Moved(i, 1, at => at % shuffle.Groups * (output[1] / shuffle.Groups) + at / shuffle.Groups))),
        Resize resize => ReferenceTensor.Make(output, i => x[0].At(i[0], i[1], Nearest(resize.Rule, i[2], x[0].Shape[2], output[2]), Nearest(resize.Rule, i[3], x[0].Shape[3], output[3]))),
        _ => throw new NotSupportedException($"{layer.Kind} has no definition"),
    };

    private static ReferenceTensor Convolution(GroupedConv2dOptions options, TensorShape output, ReferenceTensor x, ReferenceTensor[] w)
    {
        TensorShape input = ReferenceTensor.PlanesOf(x.Shape);
        var values = new float[output.Elements];
        ReferenceConvolution.Forward(new ConvGeometry(options, input[0], input[2], input[3]), x.Values, w[0].Values, w.Length > 1 ? w[1].Values : [], values);
        return new ReferenceTensor(output, values);
    }

    /// <summary>The gradient of the input of the convolution that it is the transpose of (<see cref="ReferenceGradients"/>), then the bias.</summary>
    private static ReferenceTensor Transposed(ConvTranspose2d layer, TensorShape output, ReferenceTensor x, ReferenceTensor[] w)
    {
        TensorShape to = ReferenceTensor.PlanesOf(output);
        ReferenceTensor from = x.AsPlanes();
        var adjoint = new ConvGeometry(TransposedConv.AdjointOf(layer), to[0], to[2], to[3]);
        // Output padding can make room for more outputs of the convolution than there are elements; their gradients are zero.
        ReferenceTensor gradient = ReferenceTensor.Make(
            [to[0], layer.InChannels, adjoint.OutHeight, adjoint.OutWidth], i => i[2] < from.Shape[2] && i[3] < from.Shape[3] ? from.At(i) : 0);
        var sums = new ReferenceTensor(to, new float[to.Elements]);
        ReferenceGradients.BackwardInput(adjoint, gradient.Values, w[0].Values, sums.Values);
        return (w.Length > 1 ? ReferenceTensor.Make(to, i => sums.At(i) + w[1].At(i[1])) : sums).As(output);
    }

    /// <summary>One fused multiply-add for each feature, in their order, then the bias.</summary>
    private static ReferenceTensor Product(Linear layer, TensorShape output, ReferenceTensor x, ReferenceTensor[] w) =>
        ReferenceTensor.Make(output, i =>
        {
            float sum = 0;
            for (int k = 0; k < layer.InFeatures; k++)
                sum = MathF.FusedMultiplyAdd(w[0].At(i[^1], k), x.At([.. i[..^1], k]), sum);
            return w.Length > 1 ? sum + w[1].At(i[^1]) : sum;
        });

    private static ReferenceTensor Product(TensorShape output, ReferenceTensor a, ReferenceTensor b) =>
        ReferenceTensor.Make(output, i =>
        {
            float sum = 0;
            for (int k = 0; k < a.Shape[^1]; k++)
                sum = MathF.FusedMultiplyAdd(a.At([.. i[..^1], k]), b.At([.. i[..^2], k, i[^1]]), sum);
            return sum;
        });

    /// <summary>One fused multiply-add for each element, by a scale and a shift that are computed in double precision.</summary>
    private static ReferenceTensor Normalized(BatchNorm2d norm, TensorShape output, ReferenceTensor x, ReferenceTensor[] w) =>
        ReferenceTensor.Make(output, i =>
        {
            (float weight, float bias, float mean, float variance) = (w[0].At(i[1]), w[1].At(i[1]), w[2].At(i[1]), w[3].At(i[1]));
            double scale = weight / Math.Sqrt((double)variance + norm.Epsilon);
            return MathF.FusedMultiplyAdd(x.At(i), (float)scale, (float)(bias - mean * scale));
        });

    /// <summary>By the mean and the population variance of each channel, all in double precision; sums are in the order of the elements.</summary>
    private static ReferenceTensor Standardized(BatchStatisticsNorm norm, TensorShape output, ReferenceTensor x, ReferenceTensor[] w)
    {
        double[] mean = MeansOfChannels(x, (value, _) => value);
        double[] variance = MeansOfChannels(x, (value, channel) => (value - mean[channel]) * (value - mean[channel]));
        return ReferenceTensor.Make(output, i =>
        {
            double factor = w[0].At(i[1]) / Math.Sqrt(variance[i[1]] + norm.Epsilon);
            return (float)((x.At(i) - mean[i[1]]) * factor + w[1].At(i[1]));
        });
    }

    private static double[] MeansOfChannels(ReferenceTensor x, Func<double, int, double> term)
    {
        int channels = x.Shape[1];
        long count = x.Shape.Elements / Math.Max(1, channels), plane = count / Math.Max(1, x.Shape[0]);
        var means = new double[channels];
        for (int i = 0; i < x.Values.Length; i++)
        {
            var channel = (int)(i / plane % channels);
            means[channel] += term(x.Values[i], channel);
        }

        return Array.ConvertAll(means, sum => sum / count);
    }

    /// <summary>exp(x - max) / sum, the sum in the order of the elements.</summary>
    private static ReferenceTensor Exponentials(Softmax softmax, TensorShape output, ReferenceTensor x)
    {
        int axis = Axes.Resolve(softmax.Axis, output, softmax);
        return ReferenceTensor.Make(output, i =>
        {
            float[] line = [.. Enumerable.Range(0, output[axis]).Select(k => x.At(Moved(i, axis, _ => k)))];
            float max = line.Aggregate(float.NegativeInfinity, MathF.Max), sum = 0;
            foreach (float element in line)
                sum += ReferenceFunctions.Exp(element - max);
            return ReferenceFunctions.Exp(line[i[axis]] - max) / sum;
        });
    }

    /// <summary>
    /// Each column of a window from top to bottom, then the columns from left to right. A mean is divided by the number of elements, those of
    /// the padding included if they count; what ceil mode adds beyond the padding never counts.
    /// </summary>
    private static ReferenceTensor Pooled(Pool2d pool, TensorShape output, ReferenceTensor x)
    {
        int height = x.Shape[2], width = x.Shape[3];
        bool isMax = pool is MaxPool2d;
        float Join(float a, float b) => isMax ? MathF.Max(a, b) : a + b;
        return ReferenceTensor.Make(ReferenceTensor.PlanesOf(output), i =>
        {
            long top = (long)i[2] * pool.Stride.Height - pool.Padding.Top, left = (long)i[3] * pool.Stride.Width - pool.Padding.Left;
            long endRow = top + pool.Kernel.Height, endColumn = left + pool.Kernel.Width;
            float start = isMax ? float.NegativeInfinity : 0, result = start;
            for (long column = Math.Max(0, left); column < Math.Min(width, endColumn); column++)
            {
                float joined = start;
                for (long row = Math.Max(0, top); row < Math.Min(height, endRow); row++)
                    joined = Join(joined, x.At(i[0], i[1], (int)row, (int)column));
                result = Join(result, joined);
            }

            return pool is not AvgPool2d mean ? result
                : mean.CountIncludePad ? result / ((Math.Min(endRow, (long)height + pool.Padding.Bottom) - top) * (Math.Min(endColumn, (long)width + pool.Padding.Right) - left))
                : result / ((Math.Min(endRow, height) - Math.Max(0, top)) * (Math.Min(endColumn, width) - Math.Max(0, left)));
        }).As(output);
    }

    /// <summary>
    /// Part p of n begins at floor(p * length / n) and ends before ceil((p + 1) * length / n). Its elements are summed row by row; those of a
    /// whole plane in eight sums, element k in sum k mod 8, that are then added in pairs.
    /// </summary>
    private static ReferenceTensor MeansOfParts(TensorShape output, ReferenceTensor x)
    {
        TensorShape to = ReferenceTensor.PlanesOf(output);
        int height = x.Shape[2], width = x.Shape[3];
        return ReferenceTensor.Make(to, i =>
        {
            var elements = new List<float>();
            for (long row = (long)i[2] * height / to[2]; row < ((i[2] + 1L) * height + to[2] - 1) / to[2]; row++)
                for (long column = (long)i[3] * width / to[3]; column < ((i[3] + 1L) * width + to[3] - 1) / to[3]; column++)
                    elements.Add(x.At(i[0], i[1], (int)row, (int)column));
            var sums = new float[8];
            for (int k = 0; k < elements.Count; k++)
                sums[to[2] == 1 && to[3] == 1 ? k % 8 : 0] += elements[k];
            return (((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]))) / elements.Count;
        }).As(output);
    }

    /// <summary>The elements in their order, the last axis fastest.</summary>
    private static ReferenceTensor Means(Mean mean, TensorShape output, ReferenceTensor x)
    {
        TensorShape kept = [.. x.Shape.Select((length, axis) => mean.Along.Contains(axis) ? 1 : length)];
        TensorShape summed = [.. x.Shape.Select((length, axis) => mean.Along.Contains(axis) ? length : 1)];
        return ReferenceTensor.Make(kept, i =>
        {
            float sum = 0;
            foreach (float element in ReferenceTensor.Make(summed, j => x.At([.. i.Zip(j, (a, b) => a + b)])).Values)
                sum += element;
            return sum / summed.Elements;
        }).As(output);
    }

    private static ReferenceTensor Joined(Concat concat, TensorShape output, ReferenceTensor[] x)
    {
        int axis = Axes.Resolve(concat.Axis, output, concat);
        return ReferenceTensor.Make(output, i =>
        {
            int part = 0, at = i[axis];
            for (; at >= x[part].Shape[axis]; part++)
                at -= x[part].Shape[axis];
            return x[part].At(Moved(i, axis, _ => at));
        });
    }

    private static ReferenceTensor Padded(Pad pad, TensorShape output, ReferenceTensor x) =>
        ReferenceTensor.Make(output, i =>
        {
            int[] from = [.. i.Select((at, axis) => PaddingMap.Source(at - pad.Before[axis], x.Shape[axis], pad.Mode))];
            return from.Contains(PaddingMap.Zero) ? pad.Value : x.At(from);
        });

    /// <summary>floor(at * length / to); or the element whose centre is nearest, the lower of two.</summary>
    private static int Nearest(NearestRule rule, int at, int length, int to) =>
        (int)(rule == NearestRule.Floor ? (long)at * length / to : ((2L * at + 1) * length - 1) / (2L * to));

    /// <summary>An index with one of its axes changed.</summary>
    private static int[] Moved(int[] index, int axis, Func<int, int> change)
    {
        int[] moved = [.. index];
        axis = axis < 0 ? axis + index.Length : axis;
        moved[axis] = change(moved[axis]);
        return moved;
    }

    private static int Position(IReadOnlyList<int> order, int axis)
    {
        int position = 0;
        while (order[position] != axis)
            position++;
        return position;
    }
}
