using GroupConv.Tests.Support;

namespace GroupConv.Tests.Core;

/// <summary>What the definition itself promises.</summary>
public class NumericsTests
{
    [Fact]
    public void The_reference_is_exact_on_small_integers()
    {
        var options = new GroupedConv2dOptions(6, 4, (3, 2)) { Groups = 2, Stride = (2, 1), Dilation = (1, 2), Padding = new Padding(2, 1, 0, 3) };
        float[] weights = TestData.Integers(4 * 3 * 6, 1), bias = TestData.Integers(4, 2), input = TestData.Integers(2 * 6 * 7 * 5, 3);
        var layer = new GroupedConv2d(options, weights, bias);
        ConvGeometry g = layer.Geometry(7, 5, 2);
        float[] actual = TestData.Reference(layer, 2, 7, 5, input);

        int index = 0;
        for (int n = 0; n < 2; n++)
            for (int oc = 0; oc < 4; oc++)
                for (int oh = 0; oh < g.OutHeight; oh++)
                    for (int ow = 0; ow < g.OutWidth; ow++)
                    {
                        long sum = (long)bias[oc];
                        for (int ic = 0; ic < 3; ic++)
                            for (int kh = 0; kh < 3; kh++)
                                for (int kw = 0; kw < 2; kw++)
                                {
                                    int h = oh * 2 + kh - 2, w = ow + kw * 2 - 1;
                                    if (h is >= 0 and < 7 && w is >= 0 and < 5)
                                        sum += (long)weights[((oc * 3 + ic) * 3 + kh) * 2 + kw] * (long)input[((n * 6 + oc / 2 * 3 + ic) * 7 + h) * 5 + w];
                                }

                        actual[index++].Should().Be(sum);
                    }

        index.Should().Be(actual.Length);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_clamp_keeps_nan_and_negative_zero_on_every_tier(ConvAlgorithm algorithm, VectorTier tier)
    {
        var options = new GroupedConv2dOptions(1, 1, 1) { Bias = false, Clamp = OutputClamp.Relu, Tier = tier, Algorithm = algorithm };
        // Sums start at +0, so -0 can only come from a bias of -0 on a sum that underflowed to it: 1e-30 * -1e-30.
        var layer = new GroupedConv2d(options, [1e-30f]);
        float[] output = TestData.Run(layer, 1, 1, 5, [float.NaN, -1e-30f, float.PositiveInfinity, float.NegativeInfinity, 1e30f]);
        Bits.ShouldBeTheSame(output, [float.NaN, -0f, float.PositiveInfinity, 0f, 1e-30f * 1e30f], $"{tier}");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_layer_without_bias_keeps_the_sign_of_a_zero_sum(ConvAlgorithm algorithm, VectorTier tier)
    {
        var options = new GroupedConv2dOptions(1, 1, 1) { Tier = tier, Algorithm = algorithm };
        float[] input = [-1e-30f];
        Bits.ShouldBeTheSame(TestData.Run(new GroupedConv2d(options with { Bias = false }, [1e-30f]), 1, 1, 1, input), [-0f], "no bias");
        Bits.ShouldBeTheSame(TestData.Run(new GroupedConv2d(options, [1e-30f], [0f]), 1, 1, 1, input), [0f], "a bias of +0");
    }

    public static TheoryData<ConvAlgorithm, VectorTier> Ways
    {
        get
        {
            var ways = new TheoryData<ConvAlgorithm, VectorTier>();
            foreach (ConvAlgorithm algorithm in TestData.Algorithms(new GroupedConv2dOptions(1, 1, 1), 1, 1))
                foreach (VectorTier tier in VectorTiers.All)
                    ways.Add(algorithm, tier);
            return ways;
        }
    }
}
