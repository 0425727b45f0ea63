using GroupConv.Tests.Support;

namespace GroupConv.Tests.Kernels;

/// <summary>
/// Data whose sums a float holds exactly, against whole numbers: no rounding can hide a tap that is left out or taken twice, and nothing
/// of the library has a part in what is expected.
/// </summary>
public class ExactIntegerTests
{
    private const int Batch = 2;

    // 216 taps of products up to 100 * 100 stay below 2^24.
    private const int Greatest = 100;

    public static TheoryData<string> Samples => [.. SampleLayers.All.Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_algorithm_and_tier_is_exact_on_small_integers(string name)
    {
        SampleLayer sample = SampleLayers.All.Single(one => one.Name == name);
        var g = new ConvGeometry(sample.Options, Batch, sample.Height, sample.Width);
        (g.Taps * Greatest * Greatest).Should().BeLessThan(1 << 24, "else a float does not hold the sums");
        int[] input = Integers(g.InElements, 1), weights = Integers(g.WeightElements, 2), bias = Integers(g.OutChannels, 3);
        long[] expected = Convolution(g, input, weights, bias);

        foreach (ConvAlgorithm algorithm in sample.Algorithms)
            foreach (VectorTier tier in VectorTiers.All)
            {
                var layer = new GroupedConv2d(sample.Options with { Algorithm = algorithm, Tier = tier }, Floats(weights), Floats(bias));
                float[] actual = TestData.Run(layer, Batch, sample.Height, sample.Width, Floats(input), maxThreads: 2);
                // Winograd's points are no whole numbers, but its error is far below a half.
                long[] rounded = [.. actual.Select(value => algorithm == ConvAlgorithm.Winograd ? (long)MathF.Round(value) : (long)value)];
                rounded.Should().Equal(expected, $"{algorithm} on {tier}");
                if (algorithm != ConvAlgorithm.Winograd)
                    actual.Should().OnlyContain(value => value == (long)value);
            }
    }

    /// <summary>The textbook's sum, with padding as taps that are left out.</summary>
    private static long[] Convolution(ConvGeometry g, int[] input, int[] weights, int[] bias)
    {
        var output = new long[g.OutElements];
        int index = 0;
        for (int n = 0; n < g.Batch; n++)
            for (int oc = 0; oc < g.OutChannels; oc++)
                for (int oh = 0; oh < g.OutHeight; oh++)
                    for (int ow = 0; ow < g.OutWidth; ow++)
                        output[index++] = bias[oc] + Sum(g, input, weights, n, oc, oh * g.Stride.Height - g.PadTop, ow * g.Stride.Width - g.PadLeft);
        return output;
    }

    private static long Sum(ConvGeometry g, int[] input, int[] weights, int n, int oc, int top, int left)
    {
        long sum = 0;
        int firstChannel = oc / g.OutChannelsPerGroup * g.InChannelsPerGroup;
        for (int ic = 0; ic < g.InChannelsPerGroup; ic++)
            for (int kh = 0; kh < g.Kernel.Height; kh++)
                for (int kw = 0; kw < g.Kernel.Width; kw++)
                {
                    int h = top + kh * g.Dilation.Height, w = left + kw * g.Dilation.Width;
                    if (h < 0 || h >= g.InHeight || w < 0 || w >= g.InWidth)
                        continue;
                    long weight = weights[((oc * g.InChannelsPerGroup + ic) * g.Kernel.Height + kh) * g.Kernel.Width + kw];
                    sum += weight * input[((n * g.InChannels + firstChannel + ic) * g.InHeight + h) * g.InWidth + w];
                }

        return sum;
    }

    private static int[] Integers(long length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, (int)length).Select(_ => random.Next(-Greatest, Greatest + 1))];
    }

    private static float[] Floats(int[] values) => [.. values.Select(value => (float)value)];
}
