using GroupConv.Networks;
using GroupConv.Tests.Support;
using GroupConv.Tests.Training.Reference;

namespace GroupConv.Tests.Training;

/// <summary>
/// Compares forward and backward runs of a network in training with its definition and with central differences in double precision. The
/// loss is a sum of the outputs with random factors.
/// </summary>
internal sealed class GradientCase
{
    // A kink or pole that is nearer than this to a value may lie on its other side in single precision: then other data is drawn.
    private const double LeastKink = 2e-5, LeastPole = 0.05, MostValue = 20;
    private const int Draws = 40;

    private const double Step = 1e-6;
    private const int MostElements = 24; // of each tensor

    /// <summary>
    /// The bound on a difference: a part of the gradient itself, and a part of the largest gradient of the network, or of 1, the size of
    /// the loss's factors, if that is more; for a gradient may be a difference of such numbers.
    /// </summary>
    private const double Relative = 1e-3, OfLargest = 1e-4;

    private const double OfFew = 0.1; // of the bound, for networks that Check is given

    private readonly Network _network;
    private readonly TensorShape _shape;
    private readonly StateDict _weights;
    private readonly float[] _input, _factors;
    private readonly DoubleNetwork _definition;
    private readonly Dictionary<string, double[]> _values;
    private readonly double[] _x;
    private readonly double[] _expected;
    private readonly ulong _sides;

    private GradientCase(Network network, TensorShape shape, int seed)
    {
        _network = network;
        _shape = shape;
        _weights = Weights(network, seed);
        _input = Array.ConvertAll(TestData.Uniform(shape.Elements, seed + 1000), x => 2 * x);
        _factors = TestData.Uniform(network.Shapes(shape)[network.Outputs[0].Value].Elements, seed + 2000);
        _definition = new DoubleNetwork(network, shape, seed: 0);
        _values = DoubleNetwork.Weights(_weights);
        _x = Array.ConvertAll(_input, value => (double)value);
        var smoothness = new Smoothness();
        _expected = _definition.Run(_values, _x, smoothness);
        _sides = smoothness.Sides;
        IsUsable = smoothness.NearestKink >= LeastKink && smoothness.NearestPole >= LeastPole && smoothness.LargestValue <= MostValue;
    }

    /// <summary>Whether the values are far enough from all kinks and poles.</summary>
    public bool IsUsable { get; }

    /// <summary>Derivatives that were compared.</summary>
    public int Compared { get; private set; }

    /// <summary>Derivatives that were not, because a kink lies within the step.</summary>
    public int Skipped { get; private set; }

    /// <summary>The greatest difference, as a part of its bound.</summary>
    public double Worst { get; private set; }

    /// <summary>A case with usable data, or null where no draw was usable.</summary>
    public static GradientCase? Draw(Network network, TensorShape shape, int seed)
    {
        for (int draw = 0; draw < Draws; draw++)
        {
            var drawn = new GradientCase(network, shape, seed + 10_000 * draw);
            if (drawn.IsUsable)
                return drawn;
        }

        return null;
    }

    public static void Check(Layer layer, TensorShape shape)
    {
        var builder = new NetworkBuilder();
        Check(builder.Build("layer", builder.Add("layer", layer, builder.Input())), shape);
    }

    /// <summary>Fails where a gradient is wrong, or where not nearly all could be compared.</summary>
    public static void Check(Network network, TensorShape shape)
    {
        GradientCase? drawn = Draw(network, shape, seed: 1);
        drawn.Should().NotBeNull("data away from kinks can be drawn");
        drawn!.Failure().Should().BeNull();
        drawn.Worst.Should().BeLessThan(OfFew, "a network of few layers rounds less than a random one");
        drawn.Skipped.Should().BeLessThanOrEqualTo(drawn.Compared / 20);
    }

    /// <summary>What is wrong, or null.</summary>
    public string? Failure()
    {
        (float[] output, Dictionary<string, float[]> gradients) = Run(inputGradient: true, spare: 1, threads: 1);
        double scale = Math.Max(1, _expected.Max(Math.Abs));
        for (int i = 0; i < output.Length; i++)
        {
            if (!IsWithin(output[i], _expected[i], scale))
                return $"output[{i}] is {output[i]}, but its definition gives {_expected[i]}";
        }

        return Compare(gradients) ?? CompareBits(gradients);
    }

    /// <summary>A forward and a backward run, and the gradient of each parameter and of the input, which is called "".</summary>
    /// <param name="inputGradient">Whether the gradient of the input is asked for.</param>
    /// <param name="spare">How much larger a batch the network has memory for, if its layers can take one.</param>
    /// <param name="threads">The most threads to use.</param>
    private (float[] Output, Dictionary<string, float[]> Gradients) Run(bool inputGradient, int spare, int threads)
    {
        TensorShape largest = _shape.With(0, _shape[0] + spare);
        try
        {
            _network.Shapes(largest);
        }
        catch (ArgumentException)
        {
            largest = _shape; // the shape of a layer fits this batch alone
        }

        var training = new TrainingNetwork(_network, _weights, largest, new TrainingOptions { InputGradient = inputGradient });
        // All memory holds NaN before the run that counts: what is read before it is written shows.
        float[] poison = [.. Enumerable.Repeat(float.NaN, (int)largest.Elements)];
        int outputs = training.Forward(poison, largest[0], threads).Length;
        training.Backward(Enumerable.Repeat(float.NaN, outputs).ToArray(), threads);
        training.Load(_weights);
        training.Runs = 0;

        float[] output = training.Forward(_input, _shape[0], threads).ToArray();
        training.Backward(_factors, threads);
        Dictionary<string, float[]> gradients = training.Parameters.ToDictionary(one => one.Name, one => one.Gradient.ToArray());
        if (inputGradient)
            gradients[""] = training.InputGradient.ToArray();
        return (output, gradients);
    }

    private string? Compare(Dictionary<string, float[]> gradients)
    {
        var all = new List<(string Name, int Place, float Actual, double Expected)>();
        foreach ((string name, float[] gradient) in gradients)
        {
            double[] values = name.Length == 0 ? _x : _values[name];
            if (gradient.Length != values.Length)
                return $"the gradient of {Shown(name)} has {gradient.Length} elements, not {values.Length}";
            int step = Math.Max(1, values.Length / MostElements);
            for (int i = all.Count % step; i < values.Length; i += step)
            {
                if (Derivative(values, i) is { } expected)
                    all.Add((name, i, gradient[i], expected));
                else
                    Skipped++;
            }
        }

        Compared = all.Count;
        double scale = all.Select(one => Math.Abs(one.Expected)).Append(1).Max();
        foreach ((string name, int place, float actual, double expected) in all)
        {
            if (!IsWithin(actual, expected, scale))
                return $"the gradient of {Shown(name)}[{place}] is {actual}, but the central difference is {expected}; the largest gradient, or 1, is {scale}";
        }

        return null;
    }

    private bool IsWithin(float actual, double expected, double scale)
    {
        double part = Math.Abs(actual - expected) / (Relative * Math.Abs(expected) + OfLargest * scale);
        Worst = Math.Max(Worst, part);
        return part <= 1;
    }

    /// <summary>The central difference by one element, or null where a kink lies between its two points.</summary>
    private double? Derivative(double[] values, int i)
    {
        double value = values[i];
        Smoothness below = new(), above = new();
        values[i] = value - Step;
        double[] first = _definition.Run(_values, _x, below);
        values[i] = value + Step;
        double[] second = _definition.Run(_values, _x, above);
        values[i] = value;
        if (below.Sides != _sides || above.Sides != _sides)
            return null;
        double sum = 0;
        for (int k = 0; k < first.Length; k++)
            sum += (second[k] - first[k]) * _factors[k];
        return sum / (2 * Step);
    }

    /// <summary>Neither spare memory, nor threads, nor whether the input's gradient is asked for changes a bit.</summary>
    private string? CompareBits(Dictionary<string, float[]> gradients)
    {
        (_, Dictionary<string, float[]> others) = Run(inputGradient: false, spare: 0, threads: 3);
        foreach ((string name, float[] other) in others)
        {
            if (!other.AsSpan().SequenceEqual(gradients[name]))
                return $"the gradient of {name} has other bits without a gradient of the input, without spare memory and with 3 threads";
        }

        return null;
    }

    private static string Shown(string name) => name.Length == 0 ? "the input" : name;

    /// <summary>Weights that keep values of a size; factors of norms are not near 0.</summary>
    private static StateDict Weights(Network network, int seed)
    {
        var weights = new StateDict();
        foreach ((string name, ParameterSpec parameter) in network.Parameters)
        {
            float[] values = TestData.Uniform(parameter.Shape.Elements, seed++);
            if (parameter.Name == "running_var")
                values = Array.ConvertAll(values, x => 1.25f + x);
            else if (parameter.Name == "weight" && parameter.Shape.Rank > 1)
                values = Array.ConvertAll(values, x => 1.5f * x / MathF.Sqrt(parameter.Shape.Elements / (float)parameter.Shape[0]));
            weights.Add(name, parameter.Shape, values);
        }

        return weights;
    }
}
