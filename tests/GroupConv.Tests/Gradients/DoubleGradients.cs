using GroupConv.Padded;

namespace GroupConv.Tests.Gradients;

/// <summary>A convolution and its gradients in double precision, by the formula, element by element: every term is taken where it arises.</summary>
internal sealed class DoubleGradients
{
    public required double[] Input { get; init; }

    public required double[] Weights { get; init; }

    public required double[] Bias { get; init; }

    /// <summary>Sums of the terms' magnitudes, by which rounding errors are measured.</summary>
    public required double[] InputMagnitude { get; init; }

    public required double[] WeightMagnitude { get; init; }

    public static double[] Forward(ConvGeometry g, double[] input, double[] weights)
    {
        var output = new double[g.OutElements];
        ForEachTerm(g, (o, i, w) => output[o] += input[i] * weights[w]);
        return output;
    }

    public static DoubleGradients Of(ConvGeometry g, double[] input, double[] weights, double[] outputGradient)
    {
        var made = new DoubleGradients
        {
            Input = new double[g.InElements],
            Weights = new double[g.WeightElements],
            Bias = new double[g.OutChannels],
            InputMagnitude = new double[g.InElements],
            WeightMagnitude = new double[g.WeightElements],
        };
        ForEachTerm(g, (o, i, w) =>
        {
            made.Input[i] += weights[w] * outputGradient[o];
            made.Weights[w] += input[i] * outputGradient[o];
            made.InputMagnitude[i] += Math.Abs(weights[w] * outputGradient[o]);
            made.WeightMagnitude[w] += Math.Abs(input[i] * outputGradient[o]);
        });
        for (int o = 0; o < outputGradient.Length; o++)
            made.Bias[o / g.OutPlane % g.OutChannels] += outputGradient[o];
        return made;
    }

    /// <summary>Every product of the convolution as indices of output, input and weight; products with zeros around the input left out.</summary>
    private static void ForEachTerm(ConvGeometry g, Action<int, int, int> term)
    {
        int output = 0;
        for (int n = 0; n < g.Batch; n++)
            for (int oc = 0; oc < g.OutChannels; oc++)
                for (int oh = 0; oh < g.OutHeight; oh++)
                    for (int ow = 0; ow < g.OutWidth; ow++, output++)
                    {
                        int weight = oc * (int)g.Taps;
                        int firstIn = n * g.InChannels + oc / g.OutChannelsPerGroup * g.InChannelsPerGroup;
                        for (int ic = 0; ic < g.InChannelsPerGroup; ic++)
                            for (int kh = 0; kh < g.Kernel.Height; kh++)
                                for (int kw = 0; kw < g.Kernel.Width; kw++, weight++)
                                {
                                    int row = PaddingMap.Source(oh * g.Stride.Height + kh * g.Dilation.Height - g.PadTop, g.InHeight, g.Options.PaddingMode);
                                    int column = PaddingMap.Source(ow * g.Stride.Width + kw * g.Dilation.Width - g.PadLeft, g.InWidth, g.Options.PaddingMode);
                                    if (row != PaddingMap.Zero && column != PaddingMap.Zero)
                                        term(output, ((firstIn + ic) * g.InHeight + row) * g.InWidth + column, weight);
                                }
                    }
    }
}
