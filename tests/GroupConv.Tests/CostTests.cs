using FluentAssertions;
using Xunit;

namespace GroupConv.Tests;

public class CostTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(32)]
    public void Weights_and_flops_are_one_gth(int groups)
    {
        var layer = new GroupedConv2d(new GroupedConv2dOptions(256, 512, 3) { Padding = 1, Groups = groups });
        layer.Cost(28, 28).WeightParamsRatio.Should().Be(new Fraction(1, groups));
        layer.Cost(28, 28).FlopsRatio.Should().Be(new Fraction(1, groups));
    }
}
