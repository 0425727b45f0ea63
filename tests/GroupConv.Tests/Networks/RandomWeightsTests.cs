using GroupConv.Networks;
using GroupConv.Networks.Models;

namespace GroupConv.Tests.Networks;

public class RandomWeightsTests
{
    private static readonly float[] FirstThree = [-0.34821162f, -0.12764946f, 0.15383075f];

    [Fact]
    public void Every_parameter_has_values()
    {
        Network network = ShuffleNetV2.X0_5(10);
        StateDict weights = StateDict.Random(network, seed: 1);
        weights.ThrowIfNotFor(network);
        weights.Should().HaveCount(network.Parameters.Count());
        weights.Should().AllSatisfy(tensor => tensor.Values.ToArray().Should().OnlyContain(value => float.IsFinite(value)));
    }

    [Fact]
    public void Names_and_seed_alone_decide()
    {
        StateDict one = StateDict.Random(Two("a", "b"), seed: 1), other = StateDict.Random(Two("b", "a"), seed: 1), third = StateDict.Random(Two("a", "b"), seed: 2);
        one["a.weight"].Values.ToArray().Should().Equal(other["a.weight"].Values.ToArray()).And.NotEqual(third["a.weight"].Values.ToArray());
        one["a.weight"].Values.ToArray().Should().NotEqual(one["b.weight"].Values.ToArray());
    }

    [Fact]
    public void The_values_of_a_seed_stay_what_they_are()
    {
        StateDict weights = StateDict.Random(Two("a", "b"), seed: 7);
        weights["a.weight"].Values.Span[..3].ToArray().Should().Equal(FirstThree, (value, expected) => MathF.Abs(value - expected) < 1e-6f);
    }

    [Theory]
    [InlineData(1, 2.0 / (64 * 9))]
    [InlineData(32, 2.0 / (2 * 9))]
    [InlineData(64, 2.0 / 9)]
    public void Convolutions_keep_the_variance_through_ReLUs(int groups, double variance)
    {
        float[] values = Weights(new Conv2d(new GroupedConv2dOptions(64, 64, 3) { Groups = groups }), "weight");
        values.Average(value => (double)value * value).Should().BeApproximately(variance, 0.15 * variance);
        values.Average().Should().BeApproximately(0, (float)(4 * Math.Sqrt(variance / values.Length)));
        values.Select(value => value / Math.Sqrt(variance)).Should().OnlyContain(value => Math.Abs(value) < 6);
        Weights(new Conv2d(new GroupedConv2dOptions(64, 64, 3) { Groups = groups }), "bias").Should().OnlyContain(value => value == 0);
    }

    [Fact]
    public void A_transpose_counts_the_outputs_that_an_input_reaches()
    {
        float[] values = Weights(new ConvTranspose2d(32, 128, 3) { Groups = 2 }, "weight");
        values.Average(value => (double)value * value).Should().BeApproximately(2.0 / (64 * 9), 0.1 * 2 / (64 * 9));
    }

    [Fact]
    public void Linear_layers_are_uniform_as_in_PyTorch()
    {
        float[] values = [.. Weights(new Linear(100, 50), "weight"), .. Weights(new Linear(100, 50), "bias")];
        values.Max().Should().BeInRange(0.099f, 0.1f);
        values.Min().Should().BeInRange(-0.1f, -0.099f);
        values.Average(value => (double)value * value).Should().BeApproximately(0.01 / 3, 0.0002);
    }

    [Fact]
    public void Batch_norms_do_nothing_yet_and_slopes_are_a_quarter()
    {
        Weights(new BatchNorm2d(5), "weight").Should().OnlyContain(value => value == 1);
        Weights(new BatchNorm2d(5), "bias").Should().OnlyContain(value => value == 0);
        Weights(new BatchNorm2d(5), "running_mean").Should().OnlyContain(value => value == 0);
        Weights(new BatchNorm2d(5), "running_var").Should().OnlyContain(value => value == 1);
        Weights(new BatchStatisticsNorm(5), "weight").Should().OnlyContain(value => value == 1);
        Weights(new BatchStatisticsNorm(5), "bias").Should().OnlyContain(value => value == 0);
        Weights(new PReLU(5), "weight").Should().OnlyContain(value => value == 0.25f);
    }

    [Fact]
    public void A_constant_has_no_random_value()
    {
        var builder = new NetworkBuilder();
        builder.Input();
        Network network = builder.Build("constant", builder.Add("two", new Constant([1])));
        FluentActions.Invoking(() => StateDict.Random(network)).Should().Throw<ArgumentException>().WithMessage("node 'two': a Constant has no random values");
    }

    private static float[] Weights(Layer layer, string parameter)
    {
        var builder = new NetworkBuilder();
        Network network = builder.Build("one", builder.Add("x", layer, builder.Input()));
        return StateDict.Random(network, seed: 3)[$"x.{parameter}"].Values.ToArray();
    }

    private static Network Two(string first, string second)
    {
        var builder = new NetworkBuilder();
        NetworkValue x = builder.Add(first, new Conv2d(new GroupedConv2dOptions(8, 8, 3)), builder.Input());
        return builder.Build("two", builder.Add(second, new Conv2d(new GroupedConv2dOptions(8, 8, 3)), x));
    }
}
