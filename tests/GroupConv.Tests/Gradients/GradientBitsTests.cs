using GroupConv.Tests.Support;

namespace GroupConv.Tests.Gradients;

/// <summary>The gradients' bits are those of <see cref="ReferenceGradients"/> whatever runs them.</summary>
public class GradientBitsTests
{
    private const int MostThreads = 3;

    /// <summary>What the random draw seldom or never has.</summary>
    private static readonly GradientCase[] Named =
    [
        new(new(new(8, 8, 3) { Groups = 8, Padding = 1 }, 2, 7, 7)),
        new(new(new(64, 64, 3) { Groups = 2, Padding = 1 }, 9, 7, 7)), // several chunks of images
        new(new(new(6, 10, (1, 3)) { Groups = 2, Padding = new(0, 1), Stride = (1, 2) }, 3, 1, 5003)), // several blocks of columns
        new(new(new(3, 5, 3) { Padding = 1 }, 1, 70, 61)), // several blocks of rows
        new(new(new(4, 4, 3) { Dilation = 9, Padding = 9 }, 2, 8, 7)), // a copy of the input for each tap
        new(new(new(4, 6, (3, 2)) { Stride = (5, 4), Groups = 2 }, 2, 23, 19)), // inputs that no output sees
        new(new(new(4, 4, 3) { Stride = 2, Dilation = 2, Padding = 7 }, 1, 9, 10)), // phases without taps, and cut gradients
        new(new(new(4, 4, 3) { Stride = (4, 6), Dilation = (2, 4), Padding = 3 }, 2, 21, 25)), // strides and dilations with common factors
        new(new(new(70, 34, 1), 70, 1, 16)), // lines that go on from image to image, in several chunks and units
        new(new(new(20, 38, 3) { Padding = 1 }, 6, 28, 28)), // several units of several images that read the same lines
        new(new(new(40, 74, (1, 3)) { Padding = new(0, 1), Groups = 2 }, 64, 1, 50)), // and of groups
        new(new(new(8, 10, 1) { Stride = (1, 2) }, 40, 1, 32)), // whose planes are copied at a stride
        new(new(new(5, 7, 1) { Stride = (1, 3) }, 45, 1, 33)), // at another
        new(new(new(5, 7, 1) { Stride = (1, 3) }, 7, 1, 393)), // with gaps behind the planes
        new(new(new(4, 6, 2) { Stride = 2 }, 19, 6, 6)), // without, and a copy for each tap
        new(new(new(40, 24, 3), 37, 3, 3)), // of one output
        new(new(new(4, 6, 1) { Stride = 2 }, 30, 9, 10)), // with rows left out
        new(new(new(2, 2, 1) { Padding = 3 }, 1, 4, 4)), // outputs that see nothing but padding
    ];

    [Fact]
    public void The_input_gradient_is_the_reference_on_every_tier_and_thread_count()
    {
        foreach (GradientCase c in GradientCase.Draw(150, seed: 11, mostMacs: 200_000).Concat(Named))
        {
            var expected = new float[c.Geometry.InElements];
            ReferenceGradients.BackwardInput(c.Geometry, c.OutputGradient, c.Weights, expected);
            foreach (VectorTier tier in VectorTiers.All)
            {
                int threads = 1 + (int)tier % MostThreads;
                Bits.ShouldBeTheSame(c.InputGradient(c.Layer(c.Geometry.Options with { Tier = tier }), threads), expected, $"{tier}, {c}");
            }
        }
    }

    [Fact]
    public void The_weight_gradient_is_the_reference_on_every_tier_and_thread_count()
    {
        foreach (GradientCase c in GradientCase.Draw(150, seed: 12, mostMacs: 200_000).Concat(Named))
        {
            var expected = new float[c.Geometry.WeightElements];
            var expectedBias = new float[c.Geometry.OutChannels];
            ReferenceGradients.BackwardWeights(c.Geometry, c.Input, c.OutputGradient, expected, expectedBias);
            foreach (VectorTier tier in VectorTiers.All)
            {
                int threads = 1 + (int)tier % MostThreads;
                (float[] weights, float[] bias) = c.WeightGradients(c.Layer(c.Geometry.Options with { Tier = tier }), threads);
                Bits.ShouldBeTheSame(weights, expected, $"{tier}, {c}");
                Bits.ShouldBeTheSame(bias, expectedBias, $"bias, {tier}, {c}");
            }
        }
    }

    [Fact]
    public void Every_algorithm_and_thread_count_gives_the_same_input_gradient()
    {
        foreach (SampleLayer sample in SampleLayers.All)
        {
            var c = new GradientCase(new ConvGeometry(sample.Options, 2, sample.Height, sample.Width));
            float[] expected = c.InputGradient(c.Layer(sample.Options with { Algorithm = ConvAlgorithm.Reference }), 1);
            foreach (ConvAlgorithm algorithm in Enum.GetValues<ConvAlgorithm>())
                for (int threads = 1; threads <= MostThreads; threads++)
                    Bits.ShouldBeTheSame(
                        c.InputGradient(c.Layer(sample.Options with { Algorithm = algorithm }), threads), expected, $"{algorithm}, {threads} threads, {sample}");
        }
    }

    [Fact]
    public void The_weight_gradient_does_not_depend_on_the_number_of_threads()
    {
        foreach (SampleLayer sample in SampleLayers.All)
        {
            var c = new GradientCase(new ConvGeometry(sample.Options, 5, sample.Height, sample.Width));
            GroupedConv2d layer = c.Layer();
            (float[] weights, float[] bias) = c.WeightGradients(layer, 1);
            for (int threads = 2; threads <= MostThreads; threads++)
            {
                (float[] others, float[] otherBias) = c.WeightGradients(layer, threads);
                Bits.ShouldBeTheSame(others, weights, $"{threads} threads, {sample}");
                Bits.ShouldBeTheSame(otherBias, bias, $"{threads} threads, {sample}");
            }
        }
    }
}
