using System.Text.Json;
using GroupConv.Networks;

namespace GroupConv.Tests.Training;

/// <summary>Optimizers and schedules against the numbers of PyTorch 1.13 (tests/peers/make_optimizer_fixture.py).</summary>
public class OptimizerTests
{
    private static readonly float[] Start = [0.5f, -1.25f, 2.0f, 0.001f, -0.3f, 0.0f];
    private static readonly JsonElement Fixture = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "pytorch-optimizers.json"))).RootElement;

    public static TheoryData<string, OptimizerOptions, double> Cases => new()
    {
        { "sgd", new SgdOptions(), 0.1 },
        { "sgd_decay", new SgdOptions { WeightDecay = 0.05 }, 0.1 },
        { "sgd_momentum", new SgdOptions { Momentum = 0.9, WeightDecay = 0.05 }, 0.1 },
        { "sgd_nesterov", new SgdOptions { Momentum = 0.9, Nesterov = true }, 0.1 },
        { "adam", new AdamOptions(), 0.01 },
        { "adam_decay", new AdamOptions { Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-6, WeightDecay = 0.1 }, 0.01 },
        { "adamw", new AdamOptions { WeightDecay = 0.1, DecoupledDecay = true }, 0.01 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Steps_are_PyTorchs(string name, OptimizerOptions options, double rate)
    {
        TrainingNetwork network = Six();
        Optimizer optimizer = options.Create(network);
        int step = 0;
        foreach (JsonElement expected in Fixture.GetProperty("optimizers").GetProperty(name).EnumerateArray())
        {
            SetGradient(network, step++);
            optimizer.Step(rate, maxThreads: 1);
            float[] actual = network.Parameters[0].Values.ToArray();
            for (int i = 0; i < actual.Length; i++)
                ((double)actual[i]).Should().BeApproximately(expected[i].GetDouble(), 2e-6, $"{name}, step {step}, element {i}");
        }

        optimizer.Steps.Should().Be(step);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_was_saved_goes_on_with_the_same_bits(string name, OptimizerOptions options, double rate)
    {
        TrainingNetwork whole = Six(), first = Six(), second = Six();
        Optimizer uninterrupted = options.Create(whole), before = options.Create(first), after = options.Create(second);
        for (int step = 0; step < 4; step++)
        {
            SetGradient(whole, step);
            uninterrupted.Step(rate);
        }

        for (int step = 0; step < 2; step++)
        {
            SetGradient(first, step);
            before.Step(rate);
        }

        var saved = new StateDict();
        before.Save(saved);
        after.Load(saved, before.Steps);
        second.Load(first.State());
        for (int step = 2; step < 4; step++)
        {
            SetGradient(second, step);
            after.Step(rate);
        }

        second.Parameters[0].Values.ToArray().Should().Equal(whole.Parameters[0].Values.ToArray(), name);
    }

    [Theory]
    [InlineData("step")]
    [InlineData("cosine")]
    [InlineData("warm_up")]
    public void Schedules_are_PyTorchs(string name)
    {
        LearningRate schedule = name switch
        {
            "step" => new StepDecay(0.5, 3, 0.2),
            "cosine" => new CosineDecay(0.5, 8, 0.05),
            _ => new WarmUp(new ConstantRate(0.5), 4, 0.25),
        };
        double[] expected = [.. Fixture.GetProperty("schedules").GetProperty(name).EnumerateArray().Select(rate => rate.GetDouble())];
        for (int epoch = 0; epoch < expected.Length; epoch++)
            schedule.At(epoch).Should().BeApproximately(expected[epoch], 1e-12, $"{name}, epoch {epoch}");
    }

    [Fact]
    public void Settings_outside_the_definition_are_refused()
    {
        TrainingNetwork network = Six();
        foreach (OptimizerOptions options in (OptimizerOptions[])
            [
                new AdamOptions { Beta1 = 1 }, new AdamOptions { Beta2 = double.NaN }, new SgdOptions { Momentum = -0.1 }, new SgdOptions { Momentum = double.NaN }, new SgdOptions { Nesterov = true },
                .. ((double[])[-1, double.NaN, double.PositiveInfinity, 1e300]).SelectMany(
                    wrong => (OptimizerOptions[])[new SgdOptions { WeightDecay = wrong }, new AdamOptions { WeightDecay = wrong }, new AdamOptions { Epsilon = wrong }]),
            ])
        {
            options.Invoking(one => one.Create(network)).Should().Throw<ArgumentException>(options.ToString());
        }

        Optimizer optimizer = new AdamOptions().Create(network);
        optimizer.Invoking(one => one.Step(-1)).Should().Throw<ArgumentOutOfRangeException>();
        foreach (double rate in (double[])[double.NaN, double.PositiveInfinity, 1e300])
            optimizer.Invoking(one => one.Step(rate)).Should().Throw<ArgumentOutOfRangeException>();
        optimizer.Steps.Should().Be(0);
        optimizer.Invoking(one => one.Load(new StateDict(), 1)).Should().Throw<ArgumentException>().WithMessage("the weights lack 'exp_avg.linear.weight'*");
    }

    /// <summary>A network of six parameters.</summary>
    private static TrainingNetwork Six()
    {
        var builder = new NetworkBuilder();
        Network network = builder.Build("six", builder.Add("linear", new Linear(6, 1, Bias: false), builder.Input()));
        var weights = new StateDict();
        weights.Add("linear.weight", [1, 6], Start);
        return new TrainingNetwork(network, weights, [1, 6]);
    }

    private static void SetGradient(TrainingNetwork network, int step)
    {
        Span<float> gradient = network.ParameterSet.PartOf(network.ParameterSet.Gradients, network.Parameters[0]).Span;
        for (int i = 0; i < gradient.Length; i++)
            gradient[i] = 0.125f * (i + 1) * (i * step % 2 == 0 ? 1 : -1) / (step + 1);
    }
}
