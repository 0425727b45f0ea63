using GroupConv.Tests.Support;

namespace GroupConv.Tests.Gradients;

/// <summary>The gradients' bits are those of <see cref="ReferenceGradients"/> whatever runs them.</summary>
public class GradientBitsTests
{
    private static readonly VectorTier[] Tiers = [VectorTier.Scalar, VectorTier.Vector128, VectorTier.Vector256, VectorTier.Vector512];

    [Fact]
    public void The_input_gradient_is_the_reference_on_random_geometries()
    {
        foreach (GradientCase c in GradientCase.Draw(150, seed: 11, mostMacs: 300_000))
        {
            var expected = new float[c.Geometry.InElements];
            ReferenceGradients.BackwardInput(c.Geometry, c.OutputGradient, c.Weights, expected);
            Bits.ShouldBeTheSame(c.InputGradient(c.Layer(), 2), expected, c.ToString());
        }
    }

    [Fact]
    public void The_weight_gradient_is_the_reference_on_random_geometries()
    {
        int turn = 0;
        foreach (GradientCase c in GradientCase.Draw(300, seed: 12, mostMacs: 300_000))
        {
            var expected = new float[c.Geometry.WeightElements];
            var expectedBias = new float[c.Geometry.OutChannels];
            ReferenceGradients.BackwardWeights(c.Geometry, c.Input, c.OutputGradient, expected, expectedBias);
            VectorTier tier = Tiers[turn++ % Tiers.Length];
            (float[] weights, float[] bias) = c.WeightGradients(c.Layer(c.Geometry.Options with { Tier = tier }), 1 + turn % 3);
            Bits.ShouldBeTheSame(weights, expected, $"{tier}, {c}");
            Bits.ShouldBeTheSame(bias, expectedBias, $"bias, {tier}, {c}");
        }
    }
}
