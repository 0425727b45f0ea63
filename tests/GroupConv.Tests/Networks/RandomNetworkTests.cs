using GroupConv.Networks;

namespace GroupConv.Tests.Networks;

/// <summary>Networks put together at random, so that layers meet in ways that nobody thought of.</summary>
public class RandomNetworkTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Fused_and_laid_out_they_compute_what_the_definition_says(int part)
    {
        for (int seed = 0; seed < 25; seed++)
        {
            var random = new Random(1000 * part + seed);
            TensorShape shape = [random.Next(1, 3), random.Next(1, 5) * 8, random.Next(3, 12), random.Next(3, 12)];
            LayerCase.Check(Make(random, shape), [shape], tolerance: 5e-5);
        }
    }

    private static Network Make(Random random, TensorShape input)
    {
        var builder = new NetworkBuilder();
        var values = new List<(NetworkValue Value, TensorShape Shape)> { (builder.Input(), input) };
        for (int i = 0; i < 12; i++)
        {
            // Mostly the last value, so that chains come about that can be fused.
            (NetworkValue value, TensorShape shape) = random.Next(3) > 0 ? values[^1] : values[random.Next(values.Count)];
            (NetworkValue Value, TensorShape Shape)[] alike = [.. values.Where(one => one.Shape.Equals(shape))];
            (Layer layer, NetworkValue[] inputs) = Pick(random.Next(12));
            (Layer, NetworkValue[]) Pick(int kind) => kind switch
            {
                0 or 1 or 2 => (Convolution(random, shape), [value]),
                3 => (new BatchNorm2d(shape[1]), [value]),
                4 or 5 => (Activation(random), [value]),
                6 => (new Add(), [value, alike[random.Next(alike.Length)].Value]),
                7 => (new Concat(1), [value, alike[random.Next(alike.Length)].Value]),
                8 => (new Slice(1, shape[1] / 2, shape[1]), [value]),
                9 => (new ChannelShuffle(2), [value]),
                10 => (new MaxPool2d(3) { Stride = 1, Padding = new(1) }, [value]),
                _ => (new Mul(), [value, Gate(builder, i, shape, value)]),
            };
            TensorShape output = layer.OutputShape([.. inputs.Select(_ => shape)]);
            if (output[1] is > 0 and <= 64 && output[1] % 2 == 0)
                values.Add((builder.Add($"node{i}", layer, inputs), output));
        }

        return builder.Build("random", values[^1].Value, values[random.Next(values.Count)].Value);
    }

    private static Activation Activation(Random random) => random.Next(3) switch
    {
        0 => new ReLU(),
        1 => new ReLU6(),
        _ => new SiLU(),
    };

    private static Conv2d Convolution(Random random, TensorShape shape)
    {
        int groups = random.Next(4) switch { 0 => shape[1], 1 => 2, _ => 1 };
        int kernel = random.Next(2) * 2 + 1, perGroup = groups == shape[1] ? 1 : random.Next(1, 3) * 8;
        return new Conv2d(new(shape[1], groups * perGroup, kernel)
        {
            Groups = groups,
            Padding = new(kernel / 2),
            Stride = shape[2] > 5 && random.Next(5) == 0 ? 2 : 1,
            Bias = random.Next(2) == 0,
        });
    }

    private static NetworkValue Gate(NetworkBuilder builder, int i, TensorShape shape, NetworkValue value)
    {
        NetworkValue mean = builder.Add($"mean{i}", new AdaptiveAvgPool2d(1), value);
        NetworkValue weight = builder.Add($"gate{i}", new Conv2d(new(shape[1], shape[1], 1)), mean);
        return builder.Add($"sigmoid{i}", new Sigmoid(), weight);
    }
}
