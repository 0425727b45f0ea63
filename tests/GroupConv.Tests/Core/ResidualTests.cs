using System.Buffers;
using System.Numerics.Tensors;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Core;

/// <summary>A residual is added after the bias and before the clamp, by every way to call.</summary>
public class ResidualTests
{
    private static readonly GroupedConv2d Layer =
        new(new GroupedConv2dOptions(6, 4, 3) { Groups = 2, Padding = 1, Clamp = OutputClamp.Relu }, seed: 1);

    private static readonly float[] Input = TestData.Uniform(2 * 6 * 5 * 7, 2);

    private static readonly float[] Residual = TestData.Uniform(2 * 4 * 5 * 7, 3);

    [Theory]
    [InlineData(ConvAlgorithm.Reference)]
    [InlineData(ConvAlgorithm.Im2colGemm)]
    [InlineData(ConvAlgorithm.SpatialLanes)]
    [InlineData(ConvAlgorithm.ChannelLanes)]
    [InlineData(ConvAlgorithm.Winograd)]
    public void It_comes_between_bias_and_clamp(ConvAlgorithm algorithm)
    {
        var layer = new GroupedConv2d(Layer.Options with { Algorithm = algorithm }, Layer.Weights, Layer.Bias);
        var unclamped = new GroupedConv2d(layer.Options with { Clamp = OutputClamp.None }, Layer.Weights, Layer.Bias);
        float[] sums = TestData.Run(unclamped, 2, 5, 7, Input);
        float[] expected = [.. sums.Zip(Residual, (sum, residual) => Math.Max(0f, sum + residual))];
        var actual = new float[expected.Length];
        layer.Forward(Input, 2, 5, 7, Residual, actual);
        Bits.ShouldBeTheSame(actual, expected, $"{algorithm}");
    }

    [Fact]
    public void Tensors_give_what_spans_give()
    {
        var expected = new float[Residual.Length];
        Layer.Forward(Input, 2, 5, 7, Residual, expected);
        Tensor<float> input = Tensor.Create(Input, [2, 6, 5, 7]);
        Tensor<float> output = Layer.Forward(input, Tensor.Create(Residual, [2, 4, 5, 7]));
        Bits.ShouldBeTheSame(Flat(output), expected, "dense");

        // Columns of a wider tensor: not dense, so it goes through a copy.
        Tensor<float> wide = Tensor.CreateFromShape<float>([2, 4, 5, 9]);
        ReadOnlySpan<NRange> part = [NRange.All, NRange.All, NRange.All, 1..8];
        Tensor.Create(Residual, [2, 4, 5, 7]).AsTensorSpan().CopyTo(wide.AsTensorSpan().Slice(part));
        output = Tensor.CreateFromShape<float>([2, 4, 5, 7]);
        Layer.Forward(input.AsReadOnlyTensorSpan(), wide.AsReadOnlyTensorSpan().Slice(part), output.AsTensorSpan());
        Bits.ShouldBeTheSame(Flat(output), expected, "a slice");
    }

    [Fact]
    public void One_of_the_wrong_size_is_refused()
    {
        Action spans = () => Layer.Forward(Input, 2, 5, 7, Residual.AsSpan(1), new float[Residual.Length]);
        spans.Should().Throw<ArgumentException>().WithMessage("residual must have shape [2, 4, 5, 7] = 280 elements, but has 279*");
        Action tensors = () => Layer.Forward(Tensor.Create(Input, [2, 6, 5, 7]), Tensor.Create(Residual, [2, 4, 7, 5]));
        tensors.Should().Throw<ArgumentException>().WithMessage("residual must have shape [2, 4, 5, 7], but has [2, 4, 7, 5]*");
    }

    [Fact]
    public void One_that_is_the_output_is_refused()
    {
        float[] both = [.. Residual];
        Action run = () => Layer.Forward(Input, 2, 5, 7, both, both);
        run.Should().Throw<ArgumentException>().WithMessage("residual and output overlap*");
        both.Should().Equal(Residual);
    }

    private static float[] Flat(Tensor<float> tensor)
    {
        var flat = new float[tensor.FlattenedLength];
        tensor.FlattenTo(flat);
        return flat;
    }
}
