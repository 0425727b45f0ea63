using System.Numerics.Tensors;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Gradients;

/// <summary>Wrong gradients that PyTorch has shipped, kept as named cases; expected values are exact integers.</summary>
public class HistoricGradientErrorsTests
{
    /// <summary>PyTorch issue 50042 (2021): with 24 groups, and neither 23 nor 25, the last kernel row was that of the first.</summary>
    [Theory]
    [InlineData(23)]
    [InlineData(24)]
    [InlineData(25)]
    public void Depthwise_stride_2_weight_gradient_of_ones(int channels)
    {
        var options = new GroupedConv2dOptions(channels, channels, 3) { Groups = channels, Stride = 2, Padding = 1, Bias = false };
        var gradient = new float[channels * 9];
        new GroupedConv2d(options, Ones(channels * 9)).BackwardWeights(Ones(channels * 36), Ones(channels * 9), 1, 6, 6, gradient);
        gradient.Should().Equal(Enumerable.Repeat<float[]>([4, 6, 6, 6, 9, 9, 6, 9, 9], channels).SelectMany(kernel => kernel));
    }

    /// <summary>PyTorch issue 25101 (2019): columns of the input behind the last whole step of the stride got wrong gradients.</summary>
    [Fact]
    public void Stride_3_that_leaves_columns_over() => CheckIntegers(new(9, 3, 5) { Stride = 3, Padding = 1, Bias = false }, 1, 32, 32);

    /// <summary>PyTorch issue 51430 (2021): <c>nn.grad.conv2d_weight</c> was wrong for more than one group.</summary>
    [Fact]
    public void Grouped_weight_gradient() => CheckIntegers(new(8, 12, 3) { Groups = 4, Padding = 1 }, 3, 7, 6);

    /// <summary>PyTorch issue 68868 (2021), in two dimensions: groups, and a stride larger than the kernel.</summary>
    [Fact]
    public void Grouped_stride_larger_than_the_kernel() => CheckIntegers(new(72, 72, 2) { Groups = 3, Stride = (4, 1), Padding = 1 }, 1, 9, 8);

    /// <summary>PyTorch issue 15297 (2018) and pull request 7952: expanded depthwise weights were read as if they lay in memory.</summary>
    [Fact]
    public void Depthwise_input_gradient_with_weights_expanded_from_one_kernel()
    {
        var options = new GroupedConv2dOptions(8, 8, 3) { Groups = 8, Padding = 1, Bias = false };
        float[] kernel = TestData.Integers(9, 3), gradient = TestData.Integers(8 * 49, 4);
        var expanded = new GroupedConv2d(options, new ReadOnlyTensorSpan<float>(kernel, [8, 1, 3, 3], [0, 0, 3, 1]));
        var repeated = new GroupedConv2d(options, [.. Enumerable.Repeat(kernel, 8).SelectMany(values => values)]);
        float[] actual = new float[8 * 49], expected = new float[8 * 49];
        expanded.BackwardInput(gradient, 1, 7, 7, actual);
        repeated.BackwardInput(gradient, 1, 7, 7, expected);
        actual.Should().Equal(expected).And.Contain(value => value != 0);
    }

    private static float[] Ones(int length) => [.. Enumerable.Repeat(1f, length)];

    /// <summary>Small integers, whose sums are exact in any order.</summary>
    private static void CheckIntegers(GroupedConv2dOptions options, int batch, int height, int width)
    {
        var geometry = new ConvGeometry(options, batch, height, width);
        float[] input = TestData.Integers(geometry.InElements, 1), weights = TestData.Integers(geometry.WeightElements, 2);
        float[] outputGradient = TestData.Integers(geometry.OutElements, 3);
        DoubleGradients expected = DoubleGradients.Of(
            geometry, Array.ConvertAll(input, x => (double)x), Array.ConvertAll(weights, x => (double)x), Array.ConvertAll(outputGradient, x => (double)x));

        var layer = new GroupedConv2d(options, weights, options.Bias ? TestData.Integers(geometry.OutChannels, 4) : []);
        float[] inputGradient = new float[input.Length], weightGradient = new float[weights.Length], biasGradient = new float[geometry.OutChannels];
        layer.BackwardInput(outputGradient, batch, height, width, inputGradient);
        layer.BackwardWeights(input, outputGradient, batch, height, width, weightGradient, biasGradient);
        inputGradient.Should().Equal(Array.ConvertAll(expected.Input, x => (float)x));
        weightGradient.Should().Equal(Array.ConvertAll(expected.Weights, x => (float)x));
        biasGradient.Should().Equal(Array.ConvertAll(expected.Bias, x => (float)x));
    }
}
