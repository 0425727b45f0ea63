using System.Numerics.Tensors;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Core;

/// <summary>The three forms of Forward are one; tensors with strides give what their elements say.</summary>
public class TensorForwardTests
{
    private static readonly GroupedConv2d Layer = new(new GroupedConv2dOptions(4, 6, 3) { Padding = 1, Groups = 2, Clamp = OutputClamp.Relu6 }, seed: 3);
    private static readonly float[] Input = TestData.Uniform(2 * 4 * 5 * 7, 4);
    private static readonly float[] Expected = TestData.Reference(Layer, 2, 5, 7, Input);

    [Fact]
    public void Three_forms_give_the_same_bits()
    {
        Tensor<float> input = Tensor.Create(Input, [2, 4, 5, 7]);
        Tensor<float> fromTensor = Layer.Forward(input);
        fromTensor.Lengths.ToArray().Should().Equal(2, 6, 5, 7);
        Bits.ShouldBeTheSame(Flat(fromTensor), Expected, "Tensor form");

        Tensor<float> output = Tensor.CreateFromShape<float>([2, 6, 5, 7]);
        Layer.Forward(input.AsReadOnlyTensorSpan(), output.AsTensorSpan());
        Bits.ShouldBeTheSame(Flat(output), Expected, "TensorSpan form");
        Bits.ShouldBeTheSame(TestData.Run(Layer, 2, 5, 7, Input), Expected, "span form");
    }

    [Fact]
    public void A_transposed_input_view_is_read_by_its_strides()
    {
        // The same numbers lie as [N, H, W, C]; the view says [N, C, H, W].
        var channelsLast = new float[Input.Length];
        for (int n = 0; n < 2; n++)
            for (int c = 0; c < 4; c++)
                for (int p = 0; p < 35; p++)
                    channelsLast[(n * 35 + p) * 4 + c] = Input[(n * 4 + c) * 35 + p];
        var view = new ReadOnlyTensorSpan<float>(channelsLast, [2, 4, 5, 7], [4 * 35, 1, 7 * 4, 4]);
        view.IsDense.Should().BeFalse();

        var output = new float[Expected.Length];
        Layer.Forward(view, new TensorSpan<float>(output, [2, 6, 5, 7]));
        Bits.ShouldBeTheSame(output, Expected, "transposed input");
    }

    [Fact]
    public void A_slice_of_a_larger_output_is_written_and_nothing_else()
    {
        // Two rows of 7 lie 9 apart: the gaps must keep what they held.
        var memory = new float[2 * 6 * 5 * 9];
        memory.AsSpan().Fill(77);
        var view = new TensorSpan<float>(memory, [2, 6, 5, 7], [6 * 5 * 9, 5 * 9, 9, 1]);
        Layer.Forward(new ReadOnlyTensorSpan<float>(Input, [2, 4, 5, 7]), view);

        for (int row = 0; row < 2 * 6 * 5; row++)
        {
            Bits.ShouldBeTheSame(memory.AsSpan(row * 9, 7), Expected.AsSpan(row * 7, 7), $"row {row}");
            memory.AsSpan(row * 9 + 7, 2).ToArray().Should().OnlyContain(value => value == 77);
        }
    }

    [Fact]
    public void An_expanded_input_is_read_by_its_strides()
    {
        float[] plane = Input[..35];
        float[] repeated = [.. plane, .. plane, .. plane, .. plane];
        var view = new ReadOnlyTensorSpan<float>(plane, [1, 4, 5, 7], [0, 0, 7, 1]);
        var output = new float[6 * 35];
        Layer.Forward(view, new TensorSpan<float>(output, [1, 6, 5, 7]));
        Bits.ShouldBeTheSame(output, TestData.Reference(Layer, 1, 5, 7, repeated), "channels expanded from one plane");
    }

    [Fact]
    public void Overlapping_views_are_refused()
    {
        var memory = new float[2 * 4 * 35 + 2 * 6 * 35];
        Action run = () => Layer.Forward(
            new ReadOnlyTensorSpan<float>(memory, 0, [2, 4, 5, 7], []), new TensorSpan<float>(memory, 2 * 4 * 35 - 1, [2, 6, 5, 7], []));
        run.Should().Throw<ArgumentException>().WithMessage("input and output overlap*");
    }

    [Fact]
    public void Views_that_lie_between_each_others_rows_are_refused()
    {
        // No element is shared, and the output begins behind the input's count of elements; but it lies within the input's extent.
        var memory = new float[40 * 40];
        Action run = () => Layer.Forward(
            new ReadOnlyTensorSpan<float>(memory, 0, [1, 4, 5, 7], [0, 50, 10, 1]), new TensorSpan<float>(memory, 150, [1, 6, 5, 7], []));
        run.Should().Throw<ArgumentException>().WithMessage("input and output overlap*");
    }

    [Fact]
    public void An_expanded_output_is_refused()
    {
        Action run = () => Layer.Forward(
            new ReadOnlyTensorSpan<float>(Input, [2, 4, 5, 7]), new TensorSpan<float>(new float[210], [2, 6, 5, 7], [0, 35, 7, 1]));
        run.Should().Throw<ArgumentException>().WithMessage("axis 0 of the output has stride 0*");
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused_with_both()
    {
        Action wrongRank = () => Layer.Forward(Tensor.CreateFromShape<float>([4, 5, 7]));
        wrongRank.Should().Throw<ArgumentException>().WithMessage("input must be [N, Cin, H, W], but has shape [4, 5, 7]*");
        Action wrongOutput = () => Layer.Forward(
            new ReadOnlyTensorSpan<float>(Input, [2, 4, 5, 7]), new TensorSpan<float>(new float[2 * 6 * 35], [2, 6, 7, 5]));
        wrongOutput.Should().Throw<ArgumentException>().WithMessage("output must have shape *2, 6, 5, 7], but has *2, 6, 7, 5]*");
    }

    [Fact]
    public void One_dimensional_layers_are_two_dimensional_ones_with_one_row()
    {
        var line = new GroupedConv1d(
            new GroupedConv1dOptions(4, 8, 5) { Padding = (2, 3), Stride = 2, Dilation = 2, Groups = 4, PaddingMode = PaddingMode.Replicate }, seed: 1);
        var image = new GroupedConv2d(line.Layer.Options, line.Layer.Weights, line.Layer.Bias);
        float[] signal = TestData.Uniform(3 * 4 * 20, 2);
        float[] expected = TestData.Reference(image, 3, 1, 20, signal);

        Tensor<float> output = line.Forward(Tensor.Create(signal, [3, 4, 20]));
        output.Lengths.ToArray().Should().Equal(3, 8, line.OutLength(20));
        Bits.ShouldBeTheSame(Flat(output), expected, "Tensor form");

        var memory = new float[expected.Length];
        line.Forward(new ReadOnlyTensorSpan<float>(signal, [3, 4, 20]), new TensorSpan<float>(memory, output.Lengths));
        Bits.ShouldBeTheSame(memory, expected, "TensorSpan form");

        memory.AsSpan().Clear();
        line.Forward(signal, 3, 20, memory);
        Bits.ShouldBeTheSame(memory, expected, "span form");
        line.Cost(20, 3).Should().Be(image.Cost(1, 20, 3));
        line.Layer.WeightShape.Should().Equal(8, 1, 1, 5);
    }

    private static float[] Flat(Tensor<float> tensor)
    {
        var flat = new float[tensor.FlattenedLength];
        tensor.FlattenTo(flat);
        return flat;
    }
}
