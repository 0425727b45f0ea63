namespace GroupConv.Tests.Gradients;

/// <summary>
/// Central differences in double precision agree with the double gradients (the policy of PyTorch's gradcheck: eps 1e-6, rtol 1e-3, atol
/// 1e-5), and the library's gradients with those.
/// </summary>
public class GradcheckTests
{
    private const double Epsilon = 1e-6;
    private const double Relative = 1e-3;
    private const double Absolute = 1e-5;
    private const int Geometries = 300;
    private const int ElementsEach = 8;

    // A sum of n products is off by some sqrt(n) roundings of its magnitude.
    private const double FloatTolerance = 4e-6;

    [Fact]
    public void Gradients_of_random_geometries_agree_with_central_differences()
    {
        int grouped = 0, strided = 0, dilated = 0, asymmetric = 0, repeating = 0;
        foreach (GradientCase c in GradientCase.Draw(Geometries, seed: 21, mostMacs: 50_000))
        {
            ConvGeometry g = c.Geometry;
            grouped += g.Groups > 1 ? 1 : 0;
            strided += g.Stride != 1 ? 1 : 0;
            dilated += g.Dilation != 1 ? 1 : 0;
            asymmetric += g.PadTop != g.PadBottom || g.PadLeft != g.PadRight ? 1 : 0;
            repeating += g.Options.PaddingMode != PaddingMode.Zeros ? 1 : 0;
            Check(c);
        }

        // The draw has all kinds.
        new[] { grouped, strided, dilated, asymmetric, repeating }.Should().OnlyContain(count => count > Geometries / 10);
    }

    private static void Check(GradientCase c)
    {
        double[] input = Doubles(c.Input), weights = Doubles(c.Weights), outputGradient = Doubles(c.OutputGradient);
        DoubleGradients expected = DoubleGradients.Of(c.Geometry, input, weights, outputGradient);
        double Loss() => DoubleGradients.Forward(c.Geometry, input, weights).Zip(outputGradient, (y, dy) => y * dy).Sum();

        var random = new Random(c.Input.Length);
        CheckDifferences(input, expected.Input, Loss, random, c);
        CheckDifferences(weights, expected.Weights, Loss, random, c);

        GroupedConv2d layer = c.Layer();
        (float[] weightGradient, float[] biasGradient) = c.WeightGradients(layer, 2);
        CheckFloats(c.InputGradient(layer, 2), expected.Input, expected.InputMagnitude, c);
        CheckFloats(weightGradient, expected.Weights, expected.WeightMagnitude, c);
        CheckFloats(biasGradient, expected.Bias, [.. Enumerable.Repeat((double)outputGradient.Length, expected.Bias.Length)], c);
    }

    /// <summary>Some elements, each moved a little to both sides.</summary>
    private static void CheckDifferences(double[] values, double[] gradient, Func<double> loss, Random random, GradientCase c)
    {
        for (int i = 0; i < Math.Min(ElementsEach, values.Length); i++)
        {
            int element = random.Next(values.Length);
            double value = values[element];
            values[element] = value + Epsilon;
            double above = loss();
            values[element] = value - Epsilon;
            double below = loss();
            values[element] = value;
            double difference = (above - below) / (2 * Epsilon);
            if (!(Math.Abs(difference - gradient[element]) <= Absolute + Relative * Math.Abs(gradient[element])))
                Assert.Fail($"element {element}: difference {difference:R}, gradient {gradient[element]:R}: {c}");
        }
    }

    private static void CheckFloats(float[] actual, double[] expected, double[] magnitude, GradientCase c)
    {
        for (int i = 0; i < actual.Length; i++)
        {
            if (!(Math.Abs(actual[i] - expected[i]) <= FloatTolerance * magnitude[i]))
                Assert.Fail($"element {i} is {actual[i]:R}, but should be {expected[i]:R}: {c}");
        }
    }

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, value => (double)value);
}
