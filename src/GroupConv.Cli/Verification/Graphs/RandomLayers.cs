using GroupConv.Networks;

namespace GroupConv.Cli.Verification.Graphs;

/// <summary>Draws layers that a tensor of a given shape can go into, and shapes.</summary>
/// <param name="random">Where all choices come from.</param>
/// <param name="forImages">
/// Whether to draw what the networks of the literature are made of, convolutions of many channels above all: only there the compiler chooses
/// between layouts.
/// </param>
internal sealed class RandomLayers(Random random, bool forImages)
{
    private static readonly int[] Channels = [1, 2, 3, 4, 6, 8, 8, 12, 16, 16, 24, 32];

    /// <summary>A shape of one to five axes.</summary>
    public TensorShape Shape()
    {
        int batch = random.Next(5) < 3 ? 1 : random.Next(2, 4);
        if (forImages)
            return random.Next(4) > 0 ? [batch, 8 * random.Next(1, 5), random.Next(4, 13), random.Next(4, 13)] : [batch, 8 * random.Next(1, 5), random.Next(4, 30)];
        return random.Next(20) switch
        {
            < 11 => [batch, Channel(), random.Next(1, 9), random.Next(1, 9)],
            < 14 => [batch, Channel(), random.Next(1, 20)],
            < 17 => [batch, Channel()],
            17 => [random.Next(1, 12)],
            _ => [batch, random.Next(1, 5), random.Next(1, 4), random.Next(1, 4), random.Next(1, 5)],
        };
    }

    /// <summary>A layer of one input; null where the one that was drawn cannot take it.</summary>
    public Layer? OfOne(TensorShape shape)
    {
        int rank = shape.Rank;
        if (forImages && rank is 3 or 4 && random.Next(6) > 0)
            return OfImage(shape);
        return random.Next(26) switch
        {
            < 6 => Convolution(shape),
            6 => rank is 3 or 4 ? Transposed(shape) : null,
            < 9 => new Linear(shape[^1], random.Next(1, 12), Flip()),
            < 11 => rank > 1 ? new BatchNorm2d(shape[1]) : null,
            11 => rank > 1 ? new BatchStatisticsNorm(shape[1]) : null,
            < 17 => Activation(),
            17 => rank > 1 ? new PReLU(Flip() ? 1 : shape[1]) : new PReLU(),
            18 => new Softmax(Axis(rank)),
            < 21 => rank is 3 or 4 ? Pool(shape) : null,
            21 => rank is 3 or 4 ? new AdaptiveAvgPool2d(rank == 3 ? (1, random.Next(1, 4)) : Flip() ? 1 : (random.Next(1, 5), random.Next(1, 5))) : null,
            22 => rank == 4 ? new Resize((random.Next(1, 12), random.Next(1, 12)), Flip() ? NearestRule.Floor : NearestRule.HalfPixel) : null,
            23 => new Mean(Axes(rank), Flip()),
            24 => Padding(shape),
            _ => rank > 1 ? new ChannelShuffle(Divisor(shape[1])) : null,
        };
    }

    /// <summary>A layer that moves elements, or leaves them where they are.</summary>
    public Layer View(TensorShape shape)
    {
        int rank = shape.Rank, axis = random.Next(rank);
        return random.Next(5) switch
        {
            0 => new Flatten(axis, random.Next(axis, rank)),
            1 => new Reshape([.. shape.AsSpan()[..axis], 1, .. shape.AsSpan()[axis..]]),
            2 => Split(shape, axis),
            3 => new Permute([.. Enumerable.Range(0, rank).OrderBy(_ => random.Next())]),
            _ => SliceOf(shape, axis),
        };
    }

    /// <summary>Some of the elements along an axis, at least one.</summary>
    public Slice SliceOf(TensorShape shape, int axis)
    {
        int start = Flip() ? 0 : random.Next(shape[axis]), end = random.Next(start + 1, shape[axis] + 1);
        if (shape[axis] % 16 == 0 && Flip())
            (start, end) = (Flip() ? 0 : shape[axis] / 2, Flip() ? int.MaxValue : shape[axis]);
        return new Slice(axis, start, end, random.Next(4) == 0 ? 2 : 1);
    }

    public Activation Activation() => random.Next(14) switch
    {
        0 or 1 or 2 => new ReLU(),
        3 => new ReLU6(),
        4 => new Clamp(random.NextSingle() - 1, random.NextSingle()),
        5 => new LeakyReLU(0.1f),
        6 => new Sigmoid(),
        7 => new Tanh(),
        8 or 9 => new SiLU(),
        10 => new HardSigmoid(),
        11 => new HardSwish(),
        12 => new Dropout(Flip() ? 0 : 0.5f),
        _ => new Identity(),
    };

    /// <summary>A mean that leaves axes of length 1, and so can be stretched to what it is the mean of.</summary>
    public Mean KeptMean(TensorShape shape) => shape.Rank == 4 && Flip() ? new Mean([2, 3], KeepDims: true) : new Mean(Axes(shape.Rank), KeepDims: true);

    /// <summary>A shape that fits another as an operand: with some axes of length 1, and some of the first left out.</summary>
    public TensorShape Stretchable(TensorShape shape) =>
        [.. shape.AsSpan()[random.Next(shape.Rank)..].ToArray().Select(length => Flip() ? 1 : length)];

    /// <summary>The last two axes in the other order.</summary>
    public static Permute Transpose(int rank) => new([.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2]);

    /// <summary>A layer of an image or a line that mostly keeps its sizes, so that sums and concatenations find operands.</summary>
    private Layer OfImage(TensorShape shape)
    {
        bool isLine = shape.Rank == 3;
        int channels = shape[1], size = Flip() ? 1 : 3, groups = channels % 8 > 0 || Flip() ? 1 : Flip() ? channels : 2;
        Size2d kernel = (isLine ? 1 : size, size), stride = random.Next(6) > 0 ? 1 : (isLine ? 1 : 2, 2);
        var padding = new Padding(kernel.Height / 2, kernel.Width / 2);
        int outChannels = Flip() || groups == channels ? channels : 8 * random.Next(1, 5);
        var options = new GroupedConv2dOptions(channels, outChannels, kernel) { Groups = groups, Padding = padding, Stride = stride, Bias = Flip() };
        return random.Next(14) switch
        {
            < 6 => isLine ? new Conv1d(options) : new Conv2d(options),
            6 => new ConvTranspose2d(channels, outChannels, kernel) { IsLine = isLine, Groups = groups, Padding = padding, Stride = stride, Bias = Flip() },
            7 or 8 => new BatchNorm2d(channels),
            9 => new MaxPool2d(kernel) { Stride = stride, Padding = padding, CeilMode = Flip() },
            10 => new Linear(shape[^1], shape[^1]),
            11 => isLine || Flip() ? new ChannelShuffle(Divisor(channels)) : new Resize((shape[2], shape[3])),
            _ => Activation(),
        };
    }

    private Layer? Convolution(TensorShape shape)
    {
        if (shape.Rank is not (3 or 4))
            return null;
        bool isLine = shape.Rank == 3;
        int groups = Flip() ? 1 : Divisor(shape[1]), width = random.Next(1, 4);
        Size2d kernel = Flip() && !isLine ? width : (isLine ? 1 : random.Next(1, 4), width);
        PaddingMode mode = random.Next(6) == 0 ? (PaddingMode)random.Next(4) : PaddingMode.Zeros;
        int top = isLine ? 0 : random.Next(kernel.Height), left = random.Next(kernel.Width);
        var options = new GroupedConv2dOptions(shape[1], groups * random.Next(1, Flip() ? 4 : 17), kernel)
        {
            Groups = groups,
            Stride = isLine ? (1, random.Next(1, 3)) : random.Next(4) == 0 ? (random.Next(1, 3), random.Next(1, 3)) : 1,
            Dilation = isLine || random.Next(4) > 0 ? 1 : 2,
            Padding = Flip() ? new Padding(top, left) : new Padding(top, left, isLine ? 0 : random.Next(kernel.Height), random.Next(kernel.Width)),
            PaddingMode = mode,
            Bias = Flip(),
            Clamp = random.Next(8) == 0 ? OutputClamp.Relu : OutputClamp.None,
        };
        return isLine ? new Conv1d(options) : new Conv2d(options);
    }

    private ConvTranspose2d Transposed(TensorShape shape)
    {
        bool isLine = shape.Rank == 3;
        int groups = Flip() ? 1 : Divisor(shape[1]);
        Size2d stride = (isLine ? 1 : random.Next(1, 4), random.Next(1, 4)), dilation = random.Next(4) > 0 ? 1 : (isLine ? 1 : 2, 2);
        return new ConvTranspose2d(shape[1], groups * random.Next(1, 5), (isLine ? 1 : random.Next(1, 4), random.Next(1, 4)))
        {
            IsLine = isLine,
            Groups = groups,
            Stride = stride,
            Dilation = dilation,
            Padding = Flip() ? GroupConv.Padding.Valid : new Padding(isLine ? 0 : 1, 1),
            OutputPadding = (isLine ? 0 : random.Next(Math.Max(stride.Height, dilation.Height)), random.Next(Math.Max(stride.Width, dilation.Width))),
            Bias = Flip(),
        };
    }

    private Pool2d Pool(TensorShape shape)
    {
        Size2d kernel = (shape.Rank == 3 ? 1 : random.Next(1, 4), random.Next(1, 4));
        Size2d stride = (shape.Rank == 3 ? 1 : random.Next(1, 4), random.Next(1, 4));
        var padding = new Padding(random.Next(kernel.Height), random.Next(kernel.Width), random.Next(kernel.Height), random.Next(kernel.Width));
        return Flip()
            ? new MaxPool2d(kernel) { Stride = stride, Padding = padding, CeilMode = Flip() }
            : new AvgPool2d(kernel) { Stride = stride, Padding = padding, CeilMode = Flip(), CountIncludePad = Flip() };
    }

    private Pad Padding(TensorShape shape) =>
        new([.. shape.Select(_ => random.Next(3))], [.. shape.Select(_ => random.Next(2))], (PaddingMode)random.Next(4), random.Next(2));

    /// <summary>An axis split in two, one of which the layer finds out.</summary>
    private Reshape Split(TensorShape shape, int axis)
    {
        int part = Divisor(shape[axis]);
        return new Reshape([.. shape.AsSpan()[..axis], part, -1, .. shape.AsSpan()[(axis + 1)..]]);
    }

    private int[] Axes(int rank)
    {
        int[] axes = [.. Enumerable.Range(0, rank).Where(_ => Flip())];
        return axes.Length > 0 ? axes : [rank - 1];
    }

    private int Axis(int rank) => random.Next(-rank, rank);

    private int Channel() => Channels[random.Next(Channels.Length)];

    private int Divisor(int number)
    {
        int[] divisors = [.. Enumerable.Range(1, number).Where(divisor => number % divisor == 0)];
        return divisors[random.Next(divisors.Length)];
    }

    private bool Flip() => random.Next(2) == 0;
}
