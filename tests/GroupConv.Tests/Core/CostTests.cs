namespace GroupConv.Tests.Core;

/// <summary>The 1/G law, exactly, and the numbers of the literature.</summary>
public class CostTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(32)]
    [InlineData(256)]
    public void Params_and_flops_are_exactly_one_gth_of_the_standard_convolution(int groups)
    {
        var options = new GroupedConv2dOptions(256, 512, 3) { Padding = 1, Groups = groups };
        ConvCost grouped = ConvCost.Of(new ConvGeometry(options, 1, 56, 56));
        ConvCost standard = ConvCost.Of(new ConvGeometry(options with { Groups = 1 }, 1, 56, 56));

        (grouped.WeightParams * groups).Should().Be(standard.WeightParams);
        (grouped.Flops * groups).Should().Be(standard.Flops);
        (grouped.Macs * 2).Should().Be(grouped.Flops);
        grouped.WeightParamsRatio.Should().Be(new Fraction(1, groups));
        grouped.FlopsRatio.Should().Be(new Fraction(1, groups));
        grouped.Standard.Should().Be(standard);
        grouped.BiasParams.Should().Be(512, "the bias does not shrink with G");
        grouped.Params.Should().Be(grouped.WeightParams + 512);
    }

    [Theory]
    [InlineData(32, 1)]
    [InlineData(144, 1)]
    [InlineData(16, 4)]
    public void A_depthwise_layer_has_one_cth_of_everything(int channels, int multiplier)
    {
        var layer = new GroupedConv2d(new GroupedConv2dOptions(channels, channels * multiplier, 3) { Padding = 1, Groups = channels });
        ConvCost cost = layer.Cost(14, 14, batch: 3);

        layer.WeightShape.Should().Equal(channels * multiplier, 1, 3, 3);
        cost.WeightParamsRatio.Should().Be(new Fraction(1, channels));
        cost.FlopsRatio.Should().Be(new Fraction(1, channels));
        cost.Macs.Should().Be(3L * channels * multiplier * 14 * 14 * 9);
    }

    [Theory]
    [InlineData(1, 1_179_648)]
    [InlineData(4, 294_912)]
    public void Weights_of_256_to_512_3x3(int groups, long expected) =>
        new GroupedConv2d(new GroupedConv2dOptions(256, 512, 3) { Groups = groups }).Cost(28, 28).WeightParams.Should().Be(expected);

    [Theory]
    [InlineData(6, 6, 1, new[] { 6, 6, 1, 1 })]
    [InlineData(6, 6, 2, new[] { 6, 3, 1, 1 })]
    [InlineData(6, 6, 3, new[] { 6, 2, 1, 1 })]
    [InlineData(6, 3, 1, new[] { 3, 6, 1, 1 })]
    public void Weight_shapes_of_small_pointwise_layers(int inChannels, int outChannels, int groups, int[] expected)
    {
        var layer = new GroupedConv2d(new GroupedConv2dOptions(inChannels, outChannels, 1) { Groups = groups });
        layer.WeightShape.Should().Equal(expected);
        layer.Weights.Length.Should().Be(expected.Aggregate(1, (product, length) => product * length));
    }

    [Theory]
    [InlineData(32, 64, 3)]
    [InlineData(128, 256, 5)]
    public void A_depthwise_separable_pair_costs_one_nth_plus_one_k_squareth(int inChannels, int outChannels, int kernel)
    {
        ConvCost standard = Cost(new GroupedConv2dOptions(inChannels, outChannels, kernel) { Padding = kernel / 2, Bias = false });
        ConvCost depthwise = Cost(new GroupedConv2dOptions(inChannels, inChannels, kernel) { Padding = kernel / 2, Bias = false, Groups = inChannels });
        ConvCost pointwise = Cost(new GroupedConv2dOptions(inChannels, outChannels, 1) { Bias = false });

        // 1/N + 1/K^2 = (K^2 + N) / (N K^2), with N output channels.
        var expected = new Fraction(kernel * kernel + outChannels, (long)outChannels * kernel * kernel);
        new Fraction(depthwise.Flops + pointwise.Flops, standard.Flops).Should().Be(expected);
        new Fraction(depthwise.Params + pointwise.Params, standard.Params).Should().Be(expected);

        static ConvCost Cost(GroupedConv2dOptions options) => ConvCost.Of(new ConvGeometry(options, 2, 28, 28));
    }

    [Fact]
    public void Bytes_and_intensity_count_every_tensor_once()
    {
        ConvCost cost = new GroupedConv2d(new GroupedConv2dOptions(4, 6, 3) { Groups = 2 }).Cost(5, 7, batch: 2);
        cost.BytesMoved.Should().Be(4 * (2 * 4 * 5 * 7 + 6 * 2 * 9 + 6 + 2 * 6 * 3 * 5));
        cost.ArithmeticIntensity.Should().Be((double)cost.Flops / cost.BytesMoved);
    }

    [Fact]
    public void An_empty_batch_costs_nothing_but_its_params()
    {
        ConvCost cost = new GroupedConv2d(new GroupedConv2dOptions(8, 8, 3) { Groups = 4 }).Cost(5, 5, batch: 0);
        cost.Flops.Should().Be(0);
        cost.FlopsRatio.Should().Be(new Fraction(1, 1));
        cost.WeightParamsRatio.Should().Be(new Fraction(1, 4));
    }

    [Fact]
    public void Counts_beyond_64_bits_are_refused()
    {
        var options = new GroupedConv2dOptions(1 << 20, 1 << 20, 1000) { Groups = 1 };
        Action count = () => ConvCost.Of(new ConvGeometry(options, 1000, 4000, 4000));
        count.Should().Throw<OverflowException>();
    }
}
