using System.Numerics;
using GroupConv.Networks;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Networks;

/// <summary>Shapes with lengths up to 2^31 - 1 through every layer: right by unlimited integers, or refused in words, and nothing large is allocated.</summary>
public class ExtremeShapesTests
{
    private const int Draws = 20_000;
    private const long MostBytes = 1 << 20;
    private static readonly int[] Numbers = [0, 1, 1, 2, 3, 4, 8, 1 << 15, 1 << 16, 1 << 30, int.MaxValue - 1, int.MaxValue];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_shape_is_that_of_unlimited_integers_or_refused_in_words(int seed)
    {
        var random = new Random(seed);
        var succeeded = new HashSet<string>();
        for (int draw = 0; draw < Draws; draw++)
        {
            int Pick() => Numbers[random.Next(Numbers.Length)];
            int Signed() => random.Next(4) == 0 ? -1 - random.Next(3) : Pick();
            string because = $"seed {seed}, draw {draw}";
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                TensorShape a = [.. Enumerable.Range(0, random.Next(5)).Select(_ => Pick())];
                TensorShape b = random.Next(2) == 0 ? a : [.. Enumerable.Range(0, random.Next(5)).Select(_ => Pick())];
                Size2d size = (Pick(), Pick()), other = (Pick(), Pick());
                var padding = new Padding(Pick(), random.Next(3), Pick(), random.Next(3));
                int[] list = [.. Enumerable.Range(0, random.Next(5)).Select(_ => Signed())], more = [.. Enumerable.Range(0, a.Rank).Select(_ => Pick())];
                Layer layer = random.Next(22) switch
                {
                    0 => new MaxPool2d(size) { Stride = other, Padding = padding, CeilMode = random.Next(2) == 0 },
                    1 => new AvgPool2d(2) { Stride = other, CeilMode = random.Next(2) == 0 },
                    2 => new AdaptiveAvgPool2d(size),
                    3 => new Resize(size),
                    4 => new ConvTranspose2d(Pick(), Pick(), size) { Stride = other, Padding = padding, Groups = random.Next(3), IsLine = random.Next(2) == 0 },
                    5 => new Linear(Signed(), Signed()),
                    6 => new MatMul(),
                    7 => new Mean(list, random.Next(2) == 0),
                    8 => new Reshape(list),
                    9 => new Permute(list),
                    10 => new Concat(Signed()),
                    11 => new Slice(Signed(), Signed(), Signed(), Signed()),
                    12 => new Pad(more, more, (PaddingMode)random.Next(4)),
                    13 => new Flatten(Signed(), Signed()),
                    14 => new ChannelShuffle(Signed()),
                    15 => new BatchNorm2d(Pick()),
                    16 => new PReLU(Pick()),
                    17 => new Softmax(Signed()),
                    18 => new Constant(a),
                    19 => new Add(),
                    20 => new Conv2d(new GroupedConv2dOptions(Pick(), Pick(), 1) { Stride = other }),
                    _ => new Mul(),
                };
                because += $": {layer} on {a} and {b}";
                TensorShape output = layer.InputCount switch { 0 => layer.OutputShape(), 1 => layer.OutputShape(a), _ => layer.OutputShape(a, b) };
                _ = layer.InputCount switch { 0 => layer.Macs(), 1 => layer.Macs(a), _ => layer.Macs(a, b) };
                output.Aggregate(BigInteger.One, (product, length) => product * length).Should().Be(output.Elements, because);
                if (Expected(layer, a, b) is { } expected)
                    output.Select(length => (BigInteger)length).Should().Equal(expected, because);
                succeeded.Add(layer.Kind);
            }
            catch (Exception error)
            {
                Messages.ShouldBeOurs(error, because);
            }

            (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(MostBytes, because);
        }

        succeeded.Should().HaveCountGreaterThan(18);
    }

    /// <summary>Once such a padding was computed from in front of the tensor.</summary>
    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    [InlineData(int.MaxValue)]
    public void A_value_that_an_enumeration_lacks_is_refused(int value)
    {
        foreach (Layer layer in new Layer[] { new Pad([1], [1], (PaddingMode)value), new Resize(2, (NearestRule)value) })
        {
            FluentActions.Invoking(() => layer.OutputShape(layer is Pad ? [4] : [1, 1, 4, 4])).Should().Throw<ArgumentOutOfRangeException>()
                .WithMessage($"*{value}, which is not a value of *");
            _ = layer.ToString();
        }
    }

    [Fact]
    public void A_scalar_can_be_padded_by_nothing()
    {
        foreach (PaddingMode mode in Enum.GetValues<PaddingMode>())
            LayerCase.Check(new Pad([], [], mode), new TensorShape());
    }

    [Fact]
    public void A_transposed_convolution_that_no_buffer_holds_is_named()
    {
        var builder = new NetworkBuilder();
        Network network = builder.Build("large", builder.Add("up", new ConvTranspose2d(1, 1, 2) { Stride = 2 }, builder.Input()));
        Action compile = () => network.Compile(StateDict.Random(network), new TensorShape(1, 1, 30_000, 30_000), new CompileOptions { MaxActivationBytes = long.MaxValue });
        compile.Should().Throw<NotSupportedException>().WithMessage("*transposed convolution*");
    }

    private static BigInteger[]? Expected(Layer layer, TensorShape a, TensorShape b)
    {
        BigInteger[] lengths = [.. a.Select(length => (BigInteger)length)];
        switch (layer)
        {
            case Pad pad:
                return [.. lengths.Select((length, axis) => length + pad.Before[axis] + pad.After[axis])];
            case Concat concat:
                int joined = concat.Axis < 0 ? concat.Axis + a.Rank : concat.Axis;
                lengths[joined] += b[joined];
                return lengths;
            case Slice slice:
                int cut = slice.Axis < 0 ? slice.Axis + a.Rank : slice.Axis;
                BigInteger room = BigInteger.Min(slice.End, lengths[cut]) - slice.Start;
                lengths[cut] = (room + slice.Step - 1) / slice.Step;
                return lengths;
            case Pool2d pool:
                bool isLine = a.Rank == 3;
                lengths[^1] = Windows(pool, lengths[^1], pool.Kernel.Width, pool.Stride.Width, pool.Padding.Left, pool.Padding.Right);
                if (!isLine)
                    lengths[2] = Windows(pool, lengths[2], pool.Kernel.Height, pool.Stride.Height, pool.Padding.Top, pool.Padding.Bottom);
                return lengths;
            default:
                return null;
        }
    }

    private static BigInteger Windows(Pool2d pool, BigInteger length, int kernel, int stride, BigInteger before, int after)
    {
        BigInteger room = length + before + after - kernel;
        BigInteger windows = (pool.CeilMode ? (room + stride - 1) / stride : room / stride) + 1;
        return pool.CeilMode && (windows - 1) * stride >= length + before ? windows - 1 : windows;
    }
}
