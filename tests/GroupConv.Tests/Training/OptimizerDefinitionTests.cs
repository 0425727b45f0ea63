using GroupConv.Networks;

namespace GroupConv.Tests.Training;

/// <summary>Optimizers against their definitions in double precision, with random settings: every combination of what can be on or off.</summary>
public class OptimizerDefinitionTests
{
    private const int Parameters = 21, Steps = 8, SettingsOfEach = 20;

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, false, true)]
    [InlineData(true, false, false)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(true, true, true)]
    public void Sgd(bool momentum, bool nesterov, bool decay)
    {
        for (int seed = 0; seed < SettingsOfEach; seed++)
        {
            var random = new Random(seed);
            var options = new SgdOptions
            {
                Momentum = momentum ? 0.1 + 0.85 * random.NextDouble() : 0,
                Nesterov = nesterov,
                WeightDecay = decay ? 0.05 + 0.5 * random.NextDouble() : 0,
            };
            double[] kept = new double[Parameters];
            Compare(options, random, (step, i, rate, gradient, w) =>
            {
                double g = gradient + options.WeightDecay * w;
                kept[i] = step == 1 ? g : options.Momentum * kept[i] + g;
                return w - rate * (options.Nesterov ? g + options.Momentum * kept[i] : kept[i]);
            });
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Adam(bool decay, bool decoupled)
    {
        for (int seed = 0; seed < SettingsOfEach; seed++)
        {
            var random = new Random(seed);
            var options = new AdamOptions
            {
                Beta1 = 0.5 + 0.45 * random.NextDouble(),
                Beta2 = 0.8 + 0.199 * random.NextDouble(),
                Epsilon = Math.Pow(10, -8 + 6 * random.NextDouble()),
                WeightDecay = decay ? 0.05 + 0.5 * random.NextDouble() : 0,
                DecoupledDecay = decoupled,
            };
            double[] mean = new double[Parameters], square = new double[Parameters];
            Compare(options, random, (step, i, rate, gradient, w) =>
            {
                double g = gradient + (decoupled ? 0 : options.WeightDecay * w);
                double before = decoupled ? w - rate * options.WeightDecay * w : w;
                mean[i] = options.Beta1 * mean[i] + (1 - options.Beta1) * g;
                square[i] = options.Beta2 * square[i] + (1 - options.Beta2) * g * g;
                double correctedMean = mean[i] / (1 - Math.Pow(options.Beta1, step)), correctedSquare = square[i] / (1 - Math.Pow(options.Beta2, step));
                return before - rate * correctedMean / (Math.Sqrt(correctedSquare) + options.Epsilon);
            });
        }
    }

    /// <summary>One parameter after a step, of its step number from 1, index, rate, gradient and value before.</summary>
    private delegate double Definition(int step, int index, double rate, double gradient, double value);

    private static void Compare(OptimizerOptions options, Random random, Definition next)
    {
        double[] expected = [.. Enumerable.Range(0, Parameters).Select(_ => (double)(float)(2 * random.NextDouble() - 1))];
        TrainingNetwork network = Line(expected);
        Optimizer optimizer = options.Create(network);
        Memory<float> gradients = network.ParameterSet.PartOf(network.ParameterSet.Gradients, network.Parameters[0]);
        for (int step = 1; step <= Steps; step++)
        {
            double rate = 0.02 + 0.1 * random.NextDouble();
            for (int i = 0; i < Parameters; i++)
            {
                gradients.Span[i] = (float)(2 * random.NextDouble() - 1);
                expected[i] = next(step, i, rate, gradients.Span[i], expected[i]);
            }

            optimizer.Step(rate);
            for (int i = 0; i < Parameters; i++)
                ((double)network.Parameters[0].Values.Span[i]).Should().BeApproximately(expected[i], 2e-5, $"{options}, step {step}, parameter {i}");
        }
    }

    private static TrainingNetwork Line(double[] start)
    {
        var builder = new NetworkBuilder();
        Network network = builder.Build("line", builder.Add("linear", new Linear(start.Length, 1, Bias: false), builder.Input()));
        var weights = new StateDict();
        weights.Add("linear.weight", [1, start.Length], Array.ConvertAll(start, value => (float)value));
        return new TrainingNetwork(network, weights, [1, start.Length]);
    }
}
