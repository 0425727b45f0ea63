using GroupConv.Networks;

namespace GroupConv.Tests.Training.Reference;

/// <summary>The definition of every trainable layer's forward run, in double precision: what gradients are compared with.</summary>
internal static class DoubleLayers
{
    /// <param name="layer">The layer.</param>
    /// <param name="output">The shape of its output.</param>
    /// <param name="x">Its inputs.</param>
    /// <param name="w">Its parameters, in the order of <see cref="Layer.Parameters"/>.</param>
    /// <param name="dropped">Tells for a dropout layer which elements are dropped.</param>
    /// <param name="smoothness">Is told of kinks and poles.</param>
    public static DoubleTensor Run(
        Layer layer, TensorShape output, DoubleTensor[] x, DoubleTensor[] w, Func<int, bool> dropped, Smoothness smoothness) => layer switch
        {
            Conv2d conv => DoubleConvolutions.Forward(conv.Options, output, x[0], w),
            Conv1d conv => DoubleConvolutions.Forward(conv.Options, output, x[0], w),
            ConvTranspose2d conv => DoubleConvolutions.Transposed(conv, output, x[0], w),
            Linear => Product(output, x[0], w),
            BatchNorm2d norm => Normalized(norm, x[0], w, smoothness),
            PReLU => Rectified(x[0], w[0], smoothness),
            Softmax softmax => Softmaxed(softmax, x[0]),
            Dropout dropout => new(output, [.. x[0].Values.Select((value, i) => dropped(i) ? 0 : value / (1 - (double)dropout.Probability))]),
            Activation => x[0].Map(value => Function(layer, value, smoothness)),
            MaxPool2d or AvgPool2d or AdaptiveAvgPool2d => DoublePools.Run(layer, output, x[0], smoothness),
            Arithmetic => DoubleTensor.Make(output, i => Pair(layer, x[0].At(i), x[1].At(i), smoothness)),
            _ => DoubleMoves.Run(layer, output, x),
        };

    private static double Function(Layer layer, double x, Smoothness smoothness) => layer switch
    {
        Identity => x,
        ReLU => Math.Max(smoothness.Kinks(x, 0), 0),
        ReLU6 => Math.Clamp(smoothness.Kinks(x, 0, 6), 0, 6),
        Clamp clamp => Math.Min(Math.Max(smoothness.Kinks(x, clamp.Min, clamp.Max), clamp.Min), clamp.Max),
        LeakyReLU leaky => smoothness.Kinks(x, 0) > 0 ? x : leaky.Slope * x,
        Sigmoid => 1 / (1 + Math.Exp(-x)),
        Tanh => Math.Tanh(x),
        SiLU => x / (1 + Math.Exp(-x)),
        HardSigmoid hard => Math.Clamp(smoothness.Kinks(hard.Slope * x + hard.Offset, 0, 1), 0, 1),
        HardSwish => x * Math.Clamp(smoothness.Kinks(x, -3, 3) + 3, 0, 6) / 6,
        _ => throw new NotSupportedException($"{layer.Kind} has no definition here"),
    };

    private static double Pair(Layer layer, double a, double b, Smoothness smoothness)
    {
        if (layer is Div)
            smoothness.Pole(b);
        return layer switch
        {
            Add => a + b,
            Sub => a - b,
            Mul => a * b,
            Div => a / b,
            _ => throw new NotSupportedException($"{layer.Kind} has no definition here"),
        };
    }

    private static DoubleTensor Product(TensorShape output, DoubleTensor x, DoubleTensor[] w)
    {
        int ins = w[0].Shape[1], outs = w[0].Shape[0];
        var result = new DoubleTensor(output);
        for (int i = 0; i < result.Values.Length; i++)
        {
            (int row, int feature) = Math.DivRem(i, outs);
            double sum = w.Length > 1 ? w[1].Values[feature] : 0;
            for (int k = 0; k < ins; k++)
                sum += x.Values[row * ins + k] * w[0].Values[feature * ins + k];
            result.Values[i] = sum;
        }

        return result;
    }

    /// <summary>The mean and the biased variance of each channel.</summary>
    public static (double Mean, double Variance)[] Statistics(DoubleTensor x)
    {
        int channels = x.Shape[1], plane = Plane(x.Shape);
        var statistics = new (double Mean, double Variance)[channels];
        double count = x.Values.Length / (double)channels;
        for (int i = 0; i < x.Values.Length; i++)
            statistics[i / plane % channels].Mean += x.Values[i] / count;
        for (int i = 0; i < x.Values.Length; i++)
        {
            ref (double Mean, double Variance) own = ref statistics[i / plane % channels];
            own.Variance += (x.Values[i] - own.Mean) * (x.Values[i] - own.Mean) / count;
        }

        return statistics;
    }

    private static DoubleTensor Normalized(BatchNorm2d norm, DoubleTensor x, DoubleTensor[] w, Smoothness smoothness)
    {
        (double Mean, double Variance)[] statistics = Statistics(x);
        foreach ((_, double variance) in statistics)
            smoothness.Pole(Math.Sqrt(variance));
        int plane = Plane(x.Shape);
        return new DoubleTensor(x.Shape, [.. x.Values.Select((value, i) =>
        {
            int channel = i / plane % norm.Channels;
            (double mean, double variance) = statistics[channel];
            return (value - mean) / Math.Sqrt(variance + norm.Epsilon) * w[0].Values[channel] + w[1].Values[channel];
        })]);
    }

    private static DoubleTensor Rectified(DoubleTensor x, DoubleTensor slopes, Smoothness smoothness)
    {
        int plane = slopes.Values.Length == 1 ? 1 : Plane(x.Shape);
        return new DoubleTensor(x.Shape, [.. x.Values.Select((value, i) =>
            smoothness.Kinks(value, 0) > 0 ? value : value * slopes.Values[i / plane % slopes.Values.Length])]);
    }

    private static DoubleTensor Softmaxed(Softmax softmax, DoubleTensor x)
    {
        int axis = (softmax.Axis + x.Shape.Rank) % x.Shape.Rank, length = x.Shape[axis];
        int inner = (int)new TensorShape(x.Shape.AsSpan()[(axis + 1)..]).Elements;
        double[] exponentials = Array.ConvertAll(x.Values, Math.Exp);
        return new DoubleTensor(x.Shape, [.. exponentials.Select((value, i) =>
        {
            int first = i / (length * inner) * length * inner + i % inner;
            double sum = 0;
            for (int k = 0; k < length; k++)
                sum += exponentials[first + k * inner];
            return value / sum;
        })]);
    }

    /// <summary>Elements of a channel of one image.</summary>
    private static int Plane(TensorShape shape) => (int)new TensorShape(shape.AsSpan()[2..]).Elements;
}
