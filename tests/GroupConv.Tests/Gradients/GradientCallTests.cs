using GroupConv.Tests.Core;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Gradients;

/// <summary>What a caller may rely on beside the result: no garbage, any number of callers, new weights everywhere, clear refusals.</summary>
[Collection(nameof(RunsAlone))]
public class GradientCallTests
{
    private static readonly GroupedConv2dOptions Strided = new(16, 24, 3) { Groups = 4, Padding = 1, Stride = 2 };

    /// <summary>In a process of its own, where no test host allocates.</summary>
    [Fact]
    public void Warm_gradients_and_updates_allocate_nothing() => WarmAllocations.ShouldBeZero(WarmAllocations.Gradients);

    [Fact]
    public void After_an_update_every_size_and_algorithm_runs_with_the_new_weights()
    {
        foreach (SampleLayer sample in SampleLayers.All)
            foreach (ConvAlgorithm algorithm in sample.Algorithms)
            {
                GroupedConv2dOptions options = sample.Options with { Algorithm = algorithm };
                GradientCase[] sizes = [.. Enumerable.Range(0, 2).Select(more => new GradientCase(new(options, 1, sample.Height + more, sample.Width)))];
                GroupedConv2d layer = sizes[0].Layer();
                foreach (GradientCase c in sizes)
                    RunAll(layer, c);
                float[] weights = TestData.Uniform(options.WeightElements, 70), bias = options.Bias ? TestData.Uniform(options.OutChannels, 71) : [];
                layer.Update(weights, bias);
                layer.Weights.SequenceEqual(weights).Should().BeTrue();
                var fresh = new GroupedConv2d(options, weights, bias);
                foreach (GradientCase c in sizes)
                {
                    (float[] output, float[] gradient) = RunAll(layer, c);
                    (float[] expectedOutput, float[] expectedGradient) = RunAll(fresh, c);
                    Bits.ShouldBeTheSame(output, expectedOutput, $"{algorithm}, {sample}");
                    Bits.ShouldBeTheSame(gradient, expectedGradient, $"{algorithm}, {sample}");
                }
            }
    }

    [Fact]
    public void One_layer_serves_many_callers()
    {
        var layer = new GroupedConv2d(Strided, seed: 3);
        var cases = Enumerable.Range(5, 20).Select(size =>
        {
            var c = new GradientCase(new(Strided, 1, size, size), size);
            var (weights, _) = c.WeightGradients(layer, 1);
            return (c, input: c.InputGradient(layer, 1), weights);
        }).ToArray();
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 6 }, i =>
        {
            (GradientCase c, float[] input, float[] weights) = cases[i * 7 % cases.Length];
            Bits.ShouldBeTheSame(c.InputGradient(layer, 2), input, c.ToString());
            Bits.ShouldBeTheSame(c.WeightGradients(layer, 2).Weights, weights, c.ToString());
        });
    }

    [Fact]
    public void Without_images_the_gradients_are_zero()
    {
        var layer = new GroupedConv2d(Strided, seed: 1);
        float[] weights = [.. Enumerable.Repeat(1f, (int)Strided.WeightElements)], bias = [.. Enumerable.Repeat(1f, Strided.OutChannels)];
        layer.BackwardInput([], 0, 8, 8, []);
        layer.BackwardWeights([], [], 0, 8, 8, weights, bias);
        weights.Concat(bias).Should().OnlyContain(value => value == 0);
    }

    [Fact]
    public void What_has_no_gradient_is_refused()
    {
        var x = new float[8];
        var clamped = new GroupedConv2d(new GroupedConv2dOptions(8, 8, 1) { Clamp = OutputClamp.Relu }, seed: 1);
        ((Action)(() => clamped.BackwardInput(x, 1, 1, 1, new float[8]))).Should().Throw<InvalidOperationException>().WithMessage("*clamp*mask*");
        var blocked = new GroupedConv2d(new GroupedConv2dOptions(8, 8, 1) { InputLayout = TensorLayout.Nchw8c }, seed: 1);
        ((Action)(() => blocked.BackwardWeights(x, x, 1, 1, 1, new float[64]))).Should().Throw<InvalidOperationException>().WithMessage("*Nchw8c*");
    }

    [Fact]
    public void Memory_that_does_not_fit_is_refused()
    {
        var layer = new GroupedConv2d(new GroupedConv2dOptions(2, 2, 1), seed: 1);
        float[] shared = new float[64], x = new float[32], weights = new float[4], bias = new float[2];
        Refused(() => layer.BackwardInput(x, 1, 4, 4, new float[31]), "*inputGradient*");
        Refused(() => layer.BackwardInput(x.AsSpan(1), 1, 4, 4, x), "*outputGradient*");
        Refused(() => layer.BackwardInput(shared.AsSpan(0, 32), 1, 4, 4, shared.AsSpan(16, 32)), "*overlap*");
        Refused(() => layer.BackwardWeights(x, new float[32], 1, 4, 4, new float[5], bias), "*weightGradient*");
        Refused(() => layer.BackwardWeights(x, new float[32], 1, 4, 4, weights, new float[1]), "*biasGradient*");
        Refused(() => layer.BackwardWeights(x, new float[32], 1, 4, 4, x.AsSpan(0, 4), bias), "*overlap*");
        Refused(() => layer.BackwardWeights(x, x, 1, 4, 4, weights, weights.AsSpan(0, 2)), "*overlap*");
        Refused(() => layer.Update(new float[3], bias), "*weights*");
        Refused(() => layer.Update(weights), "*bias*");
        layer.BackwardWeights(x, x, 1, 4, 4, weights, bias); // what is only read may be one and the same
    }

    [Fact]
    public void A_canceled_gradient_throws_and_the_layer_can_be_used_on()
    {
        var c = new GradientCase(new(Strided, 2, 9, 9));
        GroupedConv2d layer = c.Layer();
        float[] expected = c.InputGradient(layer);
        var canceled = new CancellationToken(canceled: true);
        var gradient = new float[c.Geometry.InElements];
        ((Action)(() => layer.BackwardInput(c.OutputGradient, 2, 9, 9, gradient, 0, canceled))).Should().Throw<OperationCanceledException>();
        ((Action)(() => layer.BackwardWeights(c.Input, c.OutputGradient, 2, 9, 9, new float[c.Weights.Length], default, 0, canceled)))
            .Should().Throw<OperationCanceledException>();
        Bits.ShouldBeTheSame(c.InputGradient(layer), expected, "after a cancellation");
    }

    [Fact]
    public void Lines_have_the_gradients_of_images_of_one_row()
    {
        var line = new GroupedConv1d(new GroupedConv1dOptions(6, 9, 3) { Groups = 3, Stride = 2, Padding = 1 }, seed: 4);
        var c = new GradientCase(new(line.Layer.Options, 2, 1, 21));
        line.Update(c.Weights, c.Bias);
        float[] input = new float[c.Input.Length], weights = new float[c.Weights.Length], bias = new float[9];
        line.BackwardInput(c.OutputGradient, 2, 21, input);
        line.BackwardWeights(c.Input, c.OutputGradient, 2, 21, weights, bias);
        Bits.ShouldBeTheSame(input, c.InputGradient(c.Layer()), "lines");
        (float[] expectedWeights, float[] expectedBias) = c.WeightGradients(c.Layer());
        Bits.ShouldBeTheSame(weights, expectedWeights, "lines");
        Bits.ShouldBeTheSame(bias, expectedBias, "lines");
    }

    private static (float[] Output, float[] Gradient) RunAll(GroupedConv2d layer, GradientCase c) =>
        (TestData.Run(layer, c.Geometry.Batch, c.Geometry.InHeight, c.Geometry.InWidth, c.Input), c.InputGradient(layer));

    private static void Refused(Action call, string message) => call.Should().Throw<ArgumentException>().WithMessage(message);
}
