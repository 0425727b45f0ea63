using System.Numerics.Tensors;
using GroupConv.Cli.Verification;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Gradients;

/// <summary><see cref="GroupedConvTranspose2d"/> against the sum that defines it, and the edges.</summary>
public class TransposedConvTests
{
    [Fact]
    public void Outputs_and_gradients_are_the_sums_of_the_definition()
    {
        Random random = RandomGeometry.Generator(31);
        for (int i = 0; i < 200; i++)
        {
            (GroupedConvTranspose2dOptions options, int batch, int height, int width) = Draw(random);
            Size2d size;
            try
            {
                size = options.OutSize(height, width);
            }
            catch (ArgumentException)
            {
                continue; // the padding leaves nothing
            }

            Check(options, batch, height, width, size, i);
        }
    }

    [Fact]
    public void Zeros_are_not_multiplied_with_weights_that_are_not_finite()
    {
        float[] weights = [1, float.PositiveInfinity, 2, 3];
        var layer = new GroupedConvTranspose2d(new(1, 1, 2) { Stride = 3, Bias = false }, weights);
        var output = new float[25];
        layer.Forward([1, 2, 3, 4], 1, 2, 2, output);
        output.Should().NotContain(float.NaN);
        output.Count(float.IsInfinity).Should().Be(4);
    }

    [Fact]
    public void A_tensor_gives_a_tensor_and_an_update_new_outputs()
    {
        var options = new GroupedConvTranspose2dOptions(4, 6, 3) { Groups = 2, Stride = 2, Padding = 1, OutputPadding = 1 };
        float[] weights = TestData.Uniform(4 * 3 * 9, 1), bias = TestData.Uniform(6, 2), input = TestData.Uniform(2 * 4 * 5 * 7, 3);
        var layer = new GroupedConvTranspose2d(options, weights, bias);
        var expected = new float[2 * 6 * 10 * 14];
        layer.Forward(input, 2, 5, 7, expected);
        Tensor<float> output = layer.Forward(Tensor.Create(input, [2, 4, 5, 7]));
        output.Lengths.ToArray().Should().Equal(2, 6, 10, 14);
        Bits.ShouldBeTheSame(output.ToArray(), expected, "tensor");

        layer.Update([.. weights.Select(w => 2 * w)], [.. bias.Select(b => 2 * b)]);
        layer.Forward(input, 2, 5, 7, expected);
        expected.Should().Equal(output.Select(y => 2 * y)); // a power of two is exact
        layer.Forward([], 0, 5, 7, []);
    }

    [Fact]
    public void What_does_not_fit_is_refused_in_words()
    {
        Refused(new(4, 6, 3) { Groups = 3 }, "InChannels must be divisible by Groups*4*3*");
        Refused(new(6, 4, 3) { Groups = 3 }, "OutChannels must be divisible by Groups*4*3*");
        Refused(new(4, 4, 0), "*Kernel.Height*");
        Refused(new(4, 4, 3) { Stride = 2, OutputPadding = 2 }, "output padding*2x2*");
        Refused(new(4, 4, 3) { OutputPadding = (-1, 0) }, "*OutputPadding.Height*");
        Refused(new(4, 4, 3) { Padding = Padding.SameUpper }, "*SameUpper*");
        var layer = new GroupedConvTranspose2d(new(1, 1, 1) { Padding = 2 }, new float[1], new float[1]);
        ((Action)(() => layer.OutSize(4, 5))).Should().Throw<ArgumentException>().WithMessage("*leaves none*");
        ((Action)(() => layer.Forward(new float[25], 1, 5, 5, new float[2]))).Should().Throw<ArgumentException>().WithMessage("output must*[1, 1, 1, 1]*");
        ((Action)(() => layer.Forward(new float[24], 1, 5, 5, new float[1]))).Should().Throw<ArgumentException>().WithMessage("input must*[1, 1, 5, 5]*");
    }

    private static void Refused(GroupedConvTranspose2dOptions options, string message) =>
        ((Action)options.Validate).Should().Throw<ArgumentException>().WithMessage(message);

    private static (GroupedConvTranspose2dOptions Options, int Batch, int Height, int Width) Draw(Random random)
    {
        int groups = random.Next(1, 5);
        Size2d stride = (random.Next(1, 5), random.Next(1, 4)), dilation = (random.Next(1, 4), random.Next(1, 6));
        var options = new GroupedConvTranspose2dOptions(groups * random.Next(1, 6), groups * random.Next(1, 6), (random.Next(1, 5), random.Next(1, 5)))
        {
            Groups = groups,
            Stride = stride,
            Dilation = dilation,
            Padding = new Padding(random.Next(4), random.Next(4), random.Next(4), random.Next(4)),
            OutputPadding = (random.Next(Math.Max(stride.Height, dilation.Height)), random.Next(Math.Max(stride.Width, dilation.Width))),
            Bias = random.Next(2) == 0,
            Tier = (VectorTier)random.Next(5),
        };
        return (options, random.Next(1, 4), random.Next(1, 9), random.Next(1, 12));
    }

    private static void Check(GroupedConvTranspose2dOptions o, int batch, int height, int width, Size2d size, int seed)
    {
        int weightCount = o.WeightShape.Aggregate((a, b) => a * b), threads = 1 + seed % 3;
        float[] input = TestData.Integers(batch * o.InChannels * height * width, seed), weights = TestData.Integers(weightCount, seed + 1);
        float[] bias = o.Bias ? TestData.Integers(o.OutChannels, seed + 2) : [];
        float[] outputGradient = TestData.Integers(batch * o.OutChannels * size.Height * size.Width, seed + 3);
        float[] output = new float[outputGradient.Length], inputGradient = new float[input.Length], weightGradient = new float[weightCount];
        for (int i = 0; i < output.Length && o.Bias; i++)
            output[i] = bias[i / (size.Height * size.Width) % o.OutChannels];
        ForEachTerm(o, batch, height, width, size, (x, w, y) =>
        {
            output[y] += weights[w] * input[x];
            inputGradient[x] += weights[w] * outputGradient[y];
            weightGradient[w] += input[x] * outputGradient[y];
        });

        var layer = new GroupedConvTranspose2d(o, weights, bias);
        float[] actual = new float[output.Length], actualInput = new float[input.Length], actualWeights = new float[weightCount];
        float[] actualBias = new float[o.OutChannels];
        layer.Forward(input, batch, height, width, actual, threads);
        layer.BackwardInput(outputGradient, batch, height, width, actualInput, threads);
        layer.BackwardWeights(input, outputGradient, batch, height, width, actualWeights, actualBias, threads);
        string name = $"{batch} x {height}x{width}, {o}";
        actual.AsSpan().SequenceEqual(output).Should().BeTrue(name);
        actualInput.AsSpan().SequenceEqual(inputGradient).Should().BeTrue(name);
        actualWeights.AsSpan().SequenceEqual(weightGradient).Should().BeTrue(name);
        actualBias[^1].Should().Be(outputGradient.Where((_, i) => i / (size.Height * size.Width) % o.OutChannels == o.OutChannels - 1).Sum(), name);
    }

    private static void ForEachTerm(GroupedConvTranspose2dOptions o, int batch, int height, int width, Size2d size, Action<int, int, int> term)
    {
        int x = 0;
        for (int plane = 0; plane < batch * o.InChannels; plane++)
            for (int ih = 0; ih < height; ih++)
                for (int iw = 0; iw < width; iw++, x++)
                {
                    int ic = plane % o.InChannels, w = ic * o.OutChannelsPerGroup * o.Kernel.Height * o.Kernel.Width;
                    int firstPlane = plane / o.InChannels * o.OutChannels + ic / o.InChannelsPerGroup * o.OutChannelsPerGroup;
                    for (int oc = 0; oc < o.OutChannelsPerGroup; oc++)
                        for (int kh = 0; kh < o.Kernel.Height; kh++)
                            for (int kw = 0; kw < o.Kernel.Width; kw++, w++)
                            {
                                int row = ih * o.Stride.Height + kh * o.Dilation.Height - o.Padding.Top;
                                int column = iw * o.Stride.Width + kw * o.Dilation.Width - o.Padding.Left;
                                if (row >= 0 && row < size.Height && column >= 0 && column < size.Width)
                                    term(x, w, ((firstPlane + oc) * size.Height + row) * size.Width + column);
                            }
                }
    }
}
