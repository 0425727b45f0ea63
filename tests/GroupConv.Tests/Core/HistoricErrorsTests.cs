using System.Numerics.Tensors;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Core;

/// <summary>Silent errors that other libraries have shipped, kept as named cases; expected values are exact integers.</summary>
public class HistoricErrorsTests
{
    /// <summary>PyTorch once gave wrong outputs for a grouped 1x1 convolution that widens its channels.</summary>
    [Fact]
    public void Pointwise_with_two_groups_from_4_to_16_channels()
    {
        var options = new GroupedConv2dOptions(4, 16, 1) { Groups = 2, Bias = false };
        float[] weights = TestData.Integers(16 * 2, 1), input = TestData.Integers(3 * 4 * 6 * 6, 2);
        float[] output = TestData.Run(new GroupedConv2d(options, weights), 3, 6, 6, input);

        for (int n = 0; n < 3; n++)
            for (int oc = 0; oc < 16; oc++)
                for (int p = 0; p < 36; p++)
                {
                    int first = oc / 8 * 2;
                    float expected = weights[oc * 2] * input[(n * 4 + first) * 36 + p] + weights[oc * 2 + 1] * input[(n * 4 + first + 1) * 36 + p];
                    output[(n * 16 + oc) * 36 + p].Should().Be(expected);
                }
    }

    /// <summary>PyTorch once read depthwise weights that were expanded (stride 0) as if they lay in memory.</summary>
    [Fact]
    public void Depthwise_weights_expanded_from_one_kernel()
    {
        var options = new GroupedConv2dOptions(8, 8, 3) { Groups = 8, Padding = 1, Bias = false };
        float[] kernel = TestData.Integers(9, 3);
        var expanded = new ReadOnlyTensorSpan<float>(kernel, [8, 1, 3, 3], [0, 0, 3, 1]);
        float[] repeated = [.. Enumerable.Repeat(kernel, 8).SelectMany(values => values)];
        float[] input = TestData.Integers(2 * 8 * 7 * 7, 4);

        var layer = new GroupedConv2d(options, expanded);
        layer.Weights.ToArray().Should().Equal(repeated);
        Bits.ShouldBeTheSame(
            TestData.Run(layer, 2, 7, 7, input), TestData.Run(new GroupedConv2d(options, repeated), 2, 7, 7, input), "expanded weights");
    }
}
