using GroupConv.Networks;
using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Operators;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Folding;

/// <summary>Batch normalization of constants: exporters write the standardization of a convolution's weights so (Qiao et al., 2019).</summary>
internal static class NormalizationFolds
{
    public static IReadOnlyList<GraphValue> BatchNormalization(NodeContext node)
    {
        ReadOnlySpan<float> input = node.Floats(0, "input").Span;
        TensorShape shape = node.Value(0).Shape;
        BatchNormForm form = BatchNormForm.Of(node, shape);
        ReadOnlySpan<float> scale = Parameter(1, "scale"), bias = Parameter(2, "bias"), oldMean = Parameter(3, "mean"), oldVariance = Parameter(4, "variance");
        var output = new float[input.Length];
        float[] mean = oldMean.ToArray(), variance = oldVariance.ToArray(), runningMean = new float[form.Channels], runningVariance = new float[form.Channels];
        // In training form these are the sums of BatchStatisticsNorm, in its order, in double precision.
        long plane = new TensorShape(shape.AsSpan()[2..]).Elements;
        for (int channel = 0; channel < form.Channels; channel++)
        {
            (double center, double spread) = form.IsTraining ? StatisticsOf(input, shape, channel, (int)plane) : (oldMean[channel], oldVariance[channel]);
            double factor = scale[channel] / Math.Sqrt(spread + form.Epsilon);
            for (int image = 0; image < shape[0]; image++)
            {
                int row = (int)(((long)image * shape[1] + channel) * plane);
                for (int i = row; i < row + plane; i++)
                    output[i] = (float)((input[i] - center) * factor + bias[channel]);
            }

            (mean[channel], variance[channel]) = ((float)center, (float)spread);
            runningMean[channel] = mean[channel] * (1 - form.Momentum) + oldMean[channel] * form.Momentum;
            runningVariance[channel] = variance[channel] * (1 - form.Momentum) + oldVariance[channel] * form.Momentum;
        }

        TensorShape channels = [form.Channels];
        return form.IsTraining
            ? [new ConstantTensor(shape, output), Of(runningMean), Of(runningVariance), Of(mean), Of(variance)]
            : [new ConstantTensor(shape, output)];

        ConstantTensor Of(float[] values) => new(channels, values);

        ReadOnlySpan<float> Parameter(int place, string what) => node.Value(place).Shape is [int length] && length == form.Channels
            ? node.Floats(place, what).Span
            : throw node.Error($"its {what} must have the shape [{form.Channels}], but has {node.Value(place).Shape}");
    }

    /// <summary>The mean and the population variance of a channel.</summary>
    private static (double Mean, double Variance) StatisticsOf(ReadOnlySpan<float> input, TensorShape shape, int channel, int plane)
    {
        double count = (double)shape[0] * plane, sum = 0, squares = 0;
        for (int image = 0; image < shape[0]; image++)
        {
            foreach (float value in input.Slice((image * shape[1] + channel) * plane, plane))
                sum += value;
        }

        double mean = sum / count;
        for (int image = 0; image < shape[0]; image++)
        {
            foreach (float value in input.Slice((image * shape[1] + channel) * plane, plane))
                squares += (value - mean) * (value - mean);
        }

        return (mean, squares / count);
    }
}
