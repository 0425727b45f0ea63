using GroupConv.Networks;

namespace GroupConv.Tests.Training;

/// <summary>Draws a layer of each kind that takes a tensor of a shape.</summary>
internal static class RandomLayers
{
    /// <summary>A layer of the type with one input, or null where the type has none for the shape. A drawn layer may still refuse the shape.</summary>
    private static readonly Dictionary<Type, Func<Random, TensorShape, Layer?>> ByType = new()
    {
        [typeof(Conv2d)] = (random, shape) => shape.Rank == 4 ? new Conv2d(Convolution(random, shape)) : null,
        [typeof(Conv1d)] = (random, shape) => shape.Rank == 3 ? new Conv1d(Convolution(random, shape)) : null,
        [typeof(ConvTranspose2d)] = (random, shape) => shape.Rank is 3 or 4 ? Transposed(random, shape) : null,
        [typeof(Linear)] = (random, shape) => new Linear(shape[^1], random.Next(1, 6), Bias: random.Next(2) == 0),
        // A norm of few values is too steep to compare.
        [typeof(BatchNorm2d)] = (_, shape) => shape.Rank > 1 && shape.Elements >= 4 * shape[1] ? new BatchNorm2d(shape[1]) : null,
        [typeof(ReLU)] = (_, _) => new ReLU(),
        [typeof(ReLU6)] = (_, _) => new ReLU6(),
        [typeof(Clamp)] = (random, _) => random.Next(3) switch
        {
            0 => new Clamp(-0.5f, 0.75f),
            1 => new Clamp(float.NegativeInfinity, 0.5f),
            _ => new Clamp(-0.25f, float.PositiveInfinity),
        },
        [typeof(LeakyReLU)] = (random, _) => new LeakyReLU(random.Next(2) == 0 ? 0.2f : -0.5f),
        [typeof(Sigmoid)] = (_, _) => new Sigmoid(),
        [typeof(Tanh)] = (_, _) => new Tanh(),
        [typeof(SiLU)] = (_, _) => new SiLU(),
        [typeof(HardSigmoid)] = (_, _) => new HardSigmoid(0.6f, 0.4f),
        [typeof(HardSwish)] = (_, _) => new HardSwish(),
        [typeof(PReLU)] = (random, shape) => random.Next(2) == 0 || shape.Rank < 2 ? new PReLU() : new PReLU(shape[1]),
        [typeof(Dropout)] = (random, _) => new Dropout(random.Next(2) == 0 ? 0.25f : 0.5f),
        [typeof(Identity)] = (_, _) => new Identity(),
        [typeof(Softmax)] = (random, shape) => new Softmax(random.Next(-shape.Rank, shape.Rank)),
        [typeof(MaxPool2d)] = (random, shape) => shape.Rank is 3 or 4 ? Pool(random, shape, (kernel, stride, padding, ceil) =>
            new MaxPool2d(kernel) { Stride = stride, Padding = padding, CeilMode = ceil }) : null,
        [typeof(AvgPool2d)] = (random, shape) => shape.Rank is 3 or 4 ? Pool(random, shape, (kernel, stride, padding, ceil) =>
            new AvgPool2d(kernel) { Stride = stride, Padding = padding, CeilMode = ceil, CountIncludePad = random.Next(2) == 0 }) : null,
        [typeof(AdaptiveAvgPool2d)] = (random, shape) => shape.Rank is 3 or 4 ? new AdaptiveAvgPool2d((random.Next(1, 5), random.Next(1, 5))) : null,
        [typeof(Resize)] = (random, shape) => shape.Rank == 4 ? new Resize((random.Next(1, 7), random.Next(1, 7)), (NearestRule)random.Next(2)) : null,
        [typeof(ChannelShuffle)] = (random, shape) => shape.Rank > 1 ? new ChannelShuffle(Divisor(random, shape[1])) : null,
        [typeof(Permute)] = (random, shape) => new Permute(Shuffled(random, shape.Rank)),
        [typeof(Slice)] = Part,
        [typeof(Pad)] = (random, shape) => new Pad(Few(random, shape.Rank), Few(random, shape.Rank), PaddingMode.Zeros, random.Next(2) * 0.5f),
        [typeof(Flatten)] = Flat,
        [typeof(Reshape)] = (random, shape) => new Reshape(Factors(random, (int)shape.Elements)),
        [typeof(Concat)] = (random, shape) => new Concat(random.Next(shape.Rank)),
        // The graph draws the other input.
        [typeof(Add)] = (_, _) => null,
        [typeof(Sub)] = (_, _) => null,
        [typeof(Mul)] = (_, _) => null,
        [typeof(Div)] = (_, _) => null,
    };

    /// <summary>The types that can be drawn.</summary>
    public static IEnumerable<Type> Types => ByType.Keys;

    /// <summary>The types that have parameters.</summary>
    public static IReadOnlyList<Type> WithParameters { get; } =
        [typeof(Conv2d), typeof(Conv1d), typeof(ConvTranspose2d), typeof(Linear), typeof(BatchNorm2d), typeof(PReLU)];

    /// <summary>The types whose windows move over planes or lines.</summary>
    public static IReadOnlyList<Type> OfPlanes { get; } =
        [typeof(Conv2d), typeof(ConvTranspose2d), typeof(MaxPool2d), typeof(AvgPool2d), typeof(AdaptiveAvgPool2d), typeof(Resize)];

    public static Layer? Draw(Type type, Random random, TensorShape shape) => ByType[type](random, shape);

    public static Layer Pair(Random random) => random.Next(5) switch
    {
        0 or 1 => new Add(),
        2 => new Sub(),
        3 => new Mul(),
        _ => new Div(),
    };

    private static GroupedConv2dOptions Convolution(Random random, TensorShape shape)
    {
        bool isLine = shape.Rank == 3;
        int groups = Divisor(random, shape[1]);
        int Any(int most) => random.Next(1, most + 1);
        int Around() => random.Next(3);
        return new GroupedConv2dOptions(shape[1], groups * Any(2), (isLine ? 1 : Any(3), Any(3)))
        {
            Groups = groups,
            Stride = (isLine ? 1 : Any(3), Any(3)),
            Dilation = (isLine ? 1 : Any(2), Any(2)),
            Padding = isLine ? new Padding(0, Around(), 0, Around()) : new Padding(Around(), Around(), Around(), Around()),
            PaddingMode = random.Next(3) > 0 ? PaddingMode.Zeros : (PaddingMode)random.Next(4),
            Bias = random.Next(2) == 0,
        };
    }

    private static ConvTranspose2d Transposed(Random random, TensorShape shape)
    {
        bool isLine = shape.Rank == 3;
        int groups = Divisor(random, shape[1]);
        int Any(int most) => random.Next(1, most + 1);
        return new ConvTranspose2d(shape[1], groups * Any(2), (isLine ? 1 : Any(3), Any(3)))
        {
            Groups = groups,
            Stride = (isLine ? 1 : Any(2), Any(2)),
            Dilation = (isLine ? 1 : Any(2), Any(2)),
            Padding = new Padding(isLine ? 0 : random.Next(2), random.Next(2), isLine ? 0 : random.Next(2), random.Next(2)),
            OutputPadding = (isLine ? 0 : random.Next(2), random.Next(2)),
            IsLine = isLine,
            Bias = random.Next(2) == 0,
        };
    }

    private static Layer Pool(Random random, TensorShape shape, Func<Size2d, Size2d, Padding, bool, Layer> make)
    {
        bool isLine = shape.Rank == 3;
        (int height, int width) = (isLine ? 1 : random.Next(1, 4), random.Next(1, 4));
        var padding = new Padding(random.Next(height), random.Next(width), random.Next(height), random.Next(width));
        return make((height, width), (random.Next(1, 4), random.Next(1, 4)), padding, random.Next(2) == 0);
    }

    private static Slice Part(Random random, TensorShape shape)
    {
        int axis = random.Next(shape.Rank), start = random.Next(shape[axis]);
        int end = random.Next(3) == 0 ? int.MaxValue : random.Next(start + 1, shape[axis] + 1);
        return new Slice(random.Next(2) == 0 ? axis : axis - shape.Rank, start, end, random.Next(1, 4));
    }

    private static Flatten Flat(Random random, TensorShape shape)
    {
        int start = random.Next(shape.Rank);
        return new Flatten(start, random.Next(start, shape.Rank));
    }

    private static int Divisor(Random random, int number)
    {
        int[] divisors = [.. Enumerable.Range(1, number).Where(divisor => number % divisor == 0)];
        return divisors[random.Next(divisors.Length)];
    }

    private static int[] Factors(Random random, int elements)
    {
        var factors = new int[random.Next(1, 6)];
        for (int i = 0; i < factors.Length - 1; i++)
        {
            factors[i] = Divisor(random, elements);
            elements /= factors[i];
        }

        factors[^1] = elements;
        return factors;
    }

    private static int[] Few(Random random, int rank) => [.. Enumerable.Range(0, rank).Select(_ => random.Next(4) == 0 ? 1 : 0)];

    private static int[] Shuffled(Random random, int rank)
    {
        int[] order = [.. Enumerable.Range(0, rank)];
        random.Shuffle(order);
        return order;
    }
}
