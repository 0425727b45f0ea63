using GroupConv.Tests.Support;
using Xunit.Abstractions;

namespace GroupConv.Tests.Kernels;

/// <summary>How Winograd's results differ from the exact ones: how much, and how far a value that is not finite reaches.</summary>
public class WinogradNumericsTests(ITestOutputHelper log)
{
    private const int Tile = 4;
    private const int Height = 10;
    private const int Width = 9;

    /// <summary>The figures that docs/kernels.md has of the points, of fewer values: a worse set of points would double them.</summary>
    [Fact]
    public void The_error_has_the_distribution_that_was_measured()
    {
        const int channels = 64, outChannels = 16, size = 28;
        var options = new GroupedConv2dOptions(channels, outChannels, 3) { Padding = 1, Bias = false };
        float[] weights = Normal(outChannels * channels * 9, 1), input = Normal(channels * size * size, 2);
        var g = new ConvGeometry(options, 1, size, size);

        double[] winograd = Errors(g, input, weights, ConvAlgorithm.Winograd), direct = Errors(g, input, weights, ConvAlgorithm.Reference);

        log.WriteLine($"Winograd: {Text(winograd)}");
        log.WriteLine($"direct:   {Text(direct)}");
        RootMeanSquare(winograd).Should().BeInRange(0.7, 1.2); // measured: 0.947
        Quantile(winograd, 0.5).Should().BeLessThan(0.6); // 0.47
        Quantile(winograd, 0.99).Should().BeLessThan(4); // 3.16
        Quantile(winograd, 0.999).Should().BeLessThan(7); // 5.61
        winograd.Max(Math.Abs).Should().BeLessThan(12); // 8.3
        // Errors of rounding go both ways: their mean is zero, but for chance.
        Math.Abs(winograd.Average()).Should().BeLessThan(5 * RootMeanSquare(winograd) / Math.Sqrt(winograd.Length));
    }

    /// <summary>A tile that sees the value may be lost as a whole; every other has the bits it has without it.</summary>
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_value_that_is_not_finite_stays_in_the_tiles_that_see_it(float special)
    {
        foreach (VectorTier tier in VectorTiers.All)
        {
            var options = new GroupedConv2dOptions(4, 6, 3) { Groups = 2, Padding = 1, Algorithm = ConvAlgorithm.Winograd, Tier = tier };
            var layer = new GroupedConv2d(options, seed: 1);
            float[] input = TestData.Uniform(2 * 4 * Height * Width, 3);
            float[] clean = TestData.Run(layer, 2, Height, Width, input);
            for (int place = 0; place < input.Length; place++)
            {
                float[] changed = [.. input];
                changed[place] = special;
                float[] output = TestData.Run(layer, 2, Height, Width, changed);
                for (int i = 0; i < output.Length; i++)
                {
                    Sight sight = SightOf(i, place);
                    bool good = sight == Sight.Output ? !float.IsFinite(output[i]) : sight == Sight.Tile || output[i].Equals(clean[i]);
                    if (!good)
                        Assert.Fail($"{special} at {place} made output {i} {output[i]} from {clean[i]} on {tier}, which sees it by its {sight}");
                }
            }
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_weight_that_is_not_finite_stays_in_its_output_channel(float special)
    {
        var options = new GroupedConv2dOptions(4, 6, 3) { Groups = 2, Padding = 1, Bias = false, Algorithm = ConvAlgorithm.Winograd };
        float[] weights = TestData.Uniform(6 * 2 * 9, 4), input = TestData.Uniform(4 * Height * Width, 5);
        float[] clean = TestData.Run(new GroupedConv2d(options, weights), 1, Height, Width, input);
        for (int place = 0; place < weights.Length; place++)
        {
            float[] changed = [.. weights];
            changed[place] = special;
            float[] output = TestData.Run(new GroupedConv2d(options, changed), 1, Height, Width, input);
            for (int oc = 0; oc < 6; oc++)
            {
                Range plane = (oc * Height * Width)..((oc + 1) * Height * Width);
                if (oc == place / 18)
                    output[plane].Should().NotContain(value => float.IsFinite(value));
                else
                    Bits.ShouldBeTheSame(output[plane], clean[plane], $"{special} at {place}, channel {oc}");
            }
        }
    }

    private enum Sight
    {
        None,
        Tile,
        Output,
    }

    /// <summary>How an output of [2, 6, Height, Width] sees an input of [2, 4, Height, Width]: 2 groups, 3x3, padding 1.</summary>
    private static Sight SightOf(int output, int input)
    {
        const int plane = Height * Width;
        int oh = output / Width % Height, ow = output % Width, h = input / Width % Height, w = input % Width;
        if (output / plane / 3 != input / plane / 2) // image and group
            return Sight.None;
        if (Math.Abs(oh - h) <= 1 && Math.Abs(ow - w) <= 1)
            return Sight.Output;
        bool inTile = InTile(oh, h) && InTile(ow, w);
        return inTile ? Sight.Tile : Sight.None;
    }

    /// <summary>A tile's outputs from first to first + 3 see the inputs from first - 1 to first + 4.</summary>
    private static bool InTile(int output, int input) => input >= output / Tile * Tile - 1 && input <= output / Tile * Tile + Tile;

    /// <summary>The errors in units of 2^-24 * sum of |weight * input|.</summary>
    private static double[] Errors(ConvGeometry g, float[] input, float[] weights, ConvAlgorithm algorithm)
    {
        float[] output = TestData.Run(new GroupedConv2d(g.Options with { Algorithm = algorithm }, weights), 1, g.InHeight, g.InWidth, input);
        var errors = new double[output.Length];
        for (int i = 0; i < errors.Length; i++)
        {
            int oc = i / (int)g.OutPlane, oh = i / g.OutWidth % g.OutHeight, ow = i % g.OutWidth;
            double sum = 0, size = 0;
            for (int tap = 0; tap < g.Taps; tap++)
            {
                int h = oh + tap / 3 % 3 - 1, w = ow + tap % 3 - 1;
                if (h < 0 || h >= g.InHeight || w < 0 || w >= g.InWidth)
                    continue;
                double product = (double)weights[oc * g.Taps + tap] * input[(tap / 9 * g.InHeight + h) * g.InWidth + w];
                sum += product;
                size += Math.Abs(product);
            }

            errors[i] = (output[i] - sum) / size * (1 << 24);
        }

        return errors;
    }

    private static float[] Normal(int length, int seed)
    {
        var random = new Random(seed); // Box and Muller (1958)
        return [.. Enumerable.Range(0, length).Select(_ =>
            (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
    }

    private static double RootMeanSquare(double[] errors) => Math.Sqrt(errors.Average(error => error * error));

    private static double Quantile(double[] errors, double share) => errors.Select(Math.Abs).Order().ElementAt((int)(share * errors.Length));

    private static string Text(double[] errors) => FormattableString.Invariant(
        $"root mean square {RootMeanSquare(errors):0.000}, 50% {Quantile(errors, 0.5):0.00}, 90% {Quantile(errors, 0.9):0.00}, 99% {Quantile(errors, 0.99):0.00}, 99.9% {Quantile(errors, 0.999):0.00}, greatest {errors.Max(Math.Abs):0.0}, mean {errors.Average():0.0000}");
}
