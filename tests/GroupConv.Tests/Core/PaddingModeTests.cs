using GroupConv.Tests.Support;

namespace GroupConv.Tests.Core;

/// <summary>A 1x1 kernel of weight 1 shows the padded input itself; the expected rows are those of PyTorch's documentation.</summary>
public class PaddingModeTests
{
    [Theory]
    [InlineData(PaddingMode.Zeros, new float[] { 0, 0, 1, 2, 3, 4, 0, 0 })]
    [InlineData(PaddingMode.Reflect, new float[] { 3, 2, 1, 2, 3, 4, 3, 2 })]
    [InlineData(PaddingMode.Replicate, new float[] { 1, 1, 1, 2, 3, 4, 4, 4 })]
    [InlineData(PaddingMode.Circular, new float[] { 3, 4, 1, 2, 3, 4, 1, 2 })]
    public void The_padded_line_is_seen(PaddingMode mode, float[] expected)
    {
        var auto = new GroupedConv2dOptions(1, 1, 1) { PaddingMode = mode, Bias = false };
        foreach (ConvAlgorithm algorithm in TestData.Algorithms(auto with { Padding = 2 }, 4, 4))
        {
            GroupedConv2dOptions options = auto with { Algorithm = algorithm };
            var horizontal = new GroupedConv2d(options with { Padding = (0, 2) }, [1f]);
            TestData.Run(horizontal, 1, 1, 4, [1, 2, 3, 4]).Should().Equal(expected);
            var vertical = new GroupedConv2d(options with { Padding = (2, 0) }, [1f]);
            TestData.Run(vertical, 1, 4, 1, [1, 2, 3, 4]).Should().Equal(expected);
        }
    }
}
