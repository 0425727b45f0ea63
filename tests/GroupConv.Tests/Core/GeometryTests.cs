namespace GroupConv.Tests.Core;

public class GeometryTests
{
    // Sizes that ONNX's specification of auto_pad gives: output = ceil(input / stride), the odd element at the end or at the beginning.
    [Theory]
    [InlineData(5, 3, 2, 1, 3, 1, 1)]
    [InlineData(6, 3, 2, 1, 3, 0, 1)]
    [InlineData(6, 2, 1, 1, 6, 0, 1)]
    [InlineData(7, 3, 1, 3, 7, 3, 3)]
    [InlineData(4, 1, 3, 1, 2, 0, 0)]
    public void Same_upper_puts_the_odd_element_at_the_end(int size, int kernel, int stride, int dilation, int expected, int before, int after)
    {
        var options = new GroupedConv2dOptions(1, 1, kernel) { Stride = stride, Dilation = dilation, Padding = Padding.SameUpper };
        var upper = new ConvGeometry(options, 1, size, size);
        (upper.OutHeight, upper.PadTop, upper.PadBottom).Should().Be((expected, before, after));
        (upper.OutWidth, upper.PadLeft, upper.PadRight).Should().Be((expected, before, after));

        var lower = new ConvGeometry(options with { Padding = Padding.SameLower }, 1, size, size);
        (lower.OutHeight, lower.PadTop, lower.PadBottom).Should().Be((expected, after, before));
    }

    [Fact]
    public void Valid_is_no_padding() => Padding.Valid.Should().Be(new Padding(0));

    [Fact]
    public void Four_sides_two_sizes_and_dilation_make_the_output_size()
    {
        var options = new GroupedConv2dOptions(2, 4, (3, 5)) { Padding = new Padding(1, 2, 3, 4), Stride = (2, 3), Dilation = (2, 1) };
        var geometry = new ConvGeometry(options, 1, 10, 20);
        geometry.OutHeight.Should().Be((10 + 4 - 5) / 2 + 1);
        geometry.OutWidth.Should().Be((20 + 6 - 5) / 3 + 1);
    }

    [Fact]
    public void Initial_weights_are_kaiming_uniform_and_follow_from_the_seed()
    {
        var options = new GroupedConv2dOptions(64, 64, 3) { Groups = 4 };
        var layer = new GroupedConv2d(options, seed: 5);
        float bound = 1 / MathF.Sqrt(16 * 9);

        layer.Weights.ToArray().Should().OnlyContain(weight => MathF.Abs(weight) <= bound);
        layer.Weights.ToArray().Max().Should().BeGreaterThan(0.99f * bound);
        layer.Weights.ToArray().Average().Should().BeApproximately(0, 0.02f * bound);
        layer.Bias.ToArray().Should().OnlyContain(bias => MathF.Abs(bias) <= bound).And.OnlyHaveUniqueItems();
        new GroupedConv2d(options, seed: 5).Weights.SequenceEqual(layer.Weights).Should().BeTrue();
        new GroupedConv2d(options, seed: 6).Weights.SequenceEqual(layer.Weights).Should().BeFalse();
    }
}
