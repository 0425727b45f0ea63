using GroupConv.Networks;
using GroupConv.Tests.Networks;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Training;

/// <summary>Compares a network's forward and backward runs with the definition and its central differences in double precision.</summary>
internal static class GradientCase
{
    // As PyTorch's gradcheck.
    private const double Step = 1e-6, Relative = 1e-3, Absolute = 1e-5;
    private const int MostElements = 40;

    public static void Check(Layer layer, TensorShape shape)
    {
        var builder = new NetworkBuilder();
        Check(builder.Build("layer", builder.Add("layer", layer, builder.Input())), shape);
    }

    /// <summary>The loss is a sum of the outputs with random factors.</summary>
    public static void Check(Network network, TensorShape shape)
    {
        StateDict weights = LayerCase.Weights(network, seed: 1);
        float[] input = LayerCase.Input(shape, seed: 100);
        var training = new TrainingNetwork(network, weights, shape, new TrainingOptions { InputGradient = true });
        float[] output = training.Forward(input, shape[0], maxThreads: 1).ToArray();
        float[] factors = TestData.Uniform(output.Length, seed: 7);
        training.Backward(factors, maxThreads: 1);

        Dictionary<string, double[]> values = DoubleNetwork.Weights(weights);
        double[] x = Array.ConvertAll(input, value => (double)value);
        double Loss() => DoubleNetwork.Run(network, values, shape, x).Zip(factors, (y, factor) => y * factor).Sum();
        double[] expected = DoubleNetwork.Run(network, values, shape, x);
        output.Zip(expected).Should().AllSatisfy(pair => ((double)pair.First).Should().BeApproximately(pair.Second, Absolute + Relative * Math.Abs(pair.Second)));
        CheckTensor("input", x, training.InputGradient.ToArray(), Loss);
        foreach (TrainingParameter parameter in training.Parameters)
            CheckTensor(parameter.Name, values[parameter.Name], parameter.Gradient.ToArray(), Loss);
    }

    private static void CheckTensor(string name, double[] values, float[] gradient, Func<double> loss)
    {
        gradient.Should().HaveCount(values.Length);
        // Some elements of a large tensor, spread over it.
        int step = Math.Max(1, values.Length / MostElements);
        for (int i = 0; i < values.Length; i += step)
        {
            double value = values[i];
            values[i] = value + Step;
            double above = loss();
            values[i] = value - Step;
            double expected = (above - loss()) / (2 * Step);
            values[i] = value;
            ((double)gradient[i]).Should().BeApproximately(expected, Absolute + Relative * Math.Abs(expected), $"{name}[{i}]");
        }
    }
}
