using System.Numerics;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Core.Limits;

/// <summary>
/// Sizes from 0 to 2^31 - 1 in all places at once: a geometry is that of unlimited integers or is refused in words, nothing large is
/// allocated on the way, and what is small enough runs with the right result. Data are integers, so that results are exact.
/// </summary>
public class ExtremeSizesTests
{
    private const int Draws = 4000;
    private const int MostElements = 3000;
    private const long MostBytes = 1 << 20;
    private static readonly int[] ManyChannels = [1 << 15, 1 << 16, int.MaxValue - 1, int.MaxValue];
    private static readonly int[] Extremes = [1 << 15, (1 << 16) - 1, 1 << 16, 1 << 30, int.MaxValue - 1, int.MaxValue];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_geometry_is_that_of_unlimited_integers_or_refused_in_words(int seed)
    {
        var random = new Random(seed);
        int made = 0, ran = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            GroupedConv2dOptions options = Options(random);
            int batch = random.Next(4) == 0 ? Extreme(random) : random.Next(3), height = Side(random), width = Side(random);
            string because = $"seed {seed}, draw {draw}: {options}, [{batch}, {height}, {width}]";
            (BigInteger Height, BigInteger Width)? expected = OutSize(options, batch, height, width);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var geometry = new ConvGeometry(options, batch, height, width);
                expected.HasValue.Should().BeTrue(because);
                ((BigInteger)geometry.OutHeight, (BigInteger)geometry.OutWidth).Should().Be(expected.GetValueOrDefault(), because);
                made++;
                if (IsSmall(geometry))
                {
                    Runs(geometry, draw, because);
                    ran++;
                    continue;
                }

                Plans(geometry, because);
            }
            catch (Exception error) when (error is ArgumentException or OverflowException)
            {
                expected.HasValue.Should().BeFalse($"{error.Message} {because}");
                Messages.ShouldBeOurs(error, because);
            }

            (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(MostBytes, because);
        }

        made.Should().BeGreaterThan(Draws / 20);
        ran.Should().BeGreaterThan(Draws / 100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_transposed_convolution_is_the_scatter_or_refused_in_words(int seed)
    {
        var random = new Random(seed);
        int ran = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            var options = new GroupedConvTranspose2dOptions(Channels(random), Channels(random), (Tap(random), Tap(random)))
            {
                Stride = (Step(random), Step(random)),
                Dilation = (Step(random), Step(random)),
                Padding = new Padding(Around(random), Around(random), Around(random), Around(random)),
                OutputPadding = (random.Next(8) == 0 ? Extreme(random) : 0, random.Next(8) == 0 ? 1 : 0),
            };
            int height = Side(random), width = Side(random);
            string because = $"seed {seed}, draw {draw}: {options}, [{height}, {width}]";
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Size2d size = options.OutSize(height, width);
                ((BigInteger)size.Height).Should().Be(TransposedLength(height, options.Stride.Height, options.Kernel.Height, options.Dilation.Height,
                    (BigInteger)options.Padding.Top + options.Padding.Bottom, options.OutputPadding.Height), because);
                if ((Int128)options.InChannels * height * width > MostElements || (Int128)options.OutChannels * size.Height * size.Width > MostElements
                    || options.WeightShape.Aggregate((Int128)1, (product, length) => product * length) > MostElements)
                    continue;
                Scatters(options, height, width, size, draw, because);
                ran++;
                continue;
            }
            catch (Exception error)
            {
                Messages.ShouldBeOurs(error, because);
            }

            (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(MostBytes, because);
        }

        ran.Should().BeGreaterThan(Draws / 100);
    }

    /// <summary>Once "the sizes are too large" where one window is left (TensorFlow's issues 97165 and 74914).</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(100_000_000)]
    [InlineData(1_000_000_000)]
    [InlineData(1 << 30)]
    [InlineData(int.MaxValue)]
    public void A_huge_stride_leaves_the_first_window(int stride)
    {
        foreach (VectorTier tier in VectorTiers.All)
        {
            GroupedConv2dOptions options = new(2, 4, 3) { Padding = 1, Groups = 2, Tier = tier };
            ConvGeometry first = new(options with { Stride = 5 }, 1, 4, 5), geometry = new(options with { Stride = stride }, 1, 4, 5);
            geometry.OutShape.Should().Equal([1, 4, 1, 1]);
            geometry.Stride.Should().Be((Size2d)stride);
            Runs(geometry, seed: stride, $"stride {stride} on {tier}");
            float[] input = TestData.Integers(40, 1), weights = TestData.Integers(36, 2), bias = TestData.Integers(4, 3);
            var output = new float[4];
            new GroupedConv2d(geometry.Options, weights, bias).Forward(input, 1, 4, 5, output);
            var expected = new float[4];
            new GroupedConv2d(first.Options, weights, bias).Forward(input, 1, 4, 5, expected);
            output.Should().Equal(expected);
        }
    }

    [Theory]
    [InlineData(1 << 30)]
    [InlineData(int.MaxValue)]
    public void A_huge_stride_of_lines_and_of_a_single_input_changes_nothing(int stride)
    {
        GroupedConv1dOptions options = new(2, 4, 3) { Padding = 1, Groups = 2 };
        new GroupedConv1d(options with { Stride = stride }).OutLength(5).Should().Be(1);
        Same(
            step => new GroupedConv1d(options with { Stride = step }, TestData.Integers(12, 1), TestData.Integers(4, 2)), step: 5, stride, ins: 10, outs: 4, weights: 12,
            (layer, input, output) => layer.Forward(input, 1, 5, output),
            (layer, by, gradient) => layer.BackwardInput(by, 1, 5, gradient),
            (layer, input, by, gradient, bias) => layer.BackwardWeights(input, by, 1, 5, gradient, bias));

        GroupedConvTranspose2dOptions transposed = new(2, 4, (2, 3)) { Groups = 2 };
        Same(
            step => new GroupedConvTranspose2d(transposed with { Stride = step }, TestData.Integers(24, 1), TestData.Integers(4, 2)), step: 1, stride, ins: 2, outs: 24, weights: 24,
            (layer, input, output) => layer.Forward(input, 1, 1, 1, output),
            (layer, by, gradient) => layer.BackwardInput(by, 1, 1, 1, gradient),
            (layer, input, by, gradient, bias) => layer.BackwardWeights(input, by, 1, 1, 1, gradient, bias));
    }

    private static void Same<T>(
        Func<int, T> make, int step, int stride, int ins, int outs, int weights, Action<T, float[], float[]> forward, Action<T, float[], float[]> backwardInput,
        Action<T, float[], float[], float[], float[]> backwardWeights)
    {
        float[][] Results(int step)
        {
            T layer = make(step);
            float[] input = TestData.Integers(ins, 3), by = TestData.Integers(outs, 4);
            float[][] results = [new float[outs], new float[ins], new float[weights], new float[4]];
            forward(layer, input, results[0]);
            backwardInput(layer, by, results[1]);
            backwardWeights(layer, input, by, results[2], results[3]);
            return results;
        }

        foreach ((float[] actual, float[] expected) in Results(stride).Zip(Results(step)))
            actual.Should().Equal(expected);
    }

    private static (BigInteger, BigInteger)? OutSize(GroupedConv2dOptions o, int batch, int height, int width)
    {
        int[] positive = [o.InChannels, o.OutChannels, o.Kernel.Height, o.Kernel.Width, o.Stride.Height, o.Stride.Width, o.Dilation.Height, o.Dilation.Width, o.Groups, height, width];
        if (positive.Any(value => value <= 0) || batch < 0 || o.InChannels % o.Groups != 0 || o.OutChannels % o.Groups != 0)
            return null;
        (BigInteger padded, BigInteger outs) rows = Axis(height, o.Kernel.Height, o.Stride.Height, o.Dilation.Height, o.Padding.Top, o.Padding.Bottom, o.Padding.Kind);
        (BigInteger padded, BigInteger outs) columns = Axis(width, o.Kernel.Width, o.Stride.Width, o.Dilation.Width, o.Padding.Left, o.Padding.Right, o.Padding.Kind);
        if (rows.outs <= 0 || columns.outs <= 0 || rows.padded > int.MaxValue || columns.padded > int.MaxValue)
            return null;
        BigInteger images = Math.Max(batch, 1), most = long.MaxValue;
        BigInteger ins = images * o.InChannels * rows.padded * columns.padded, all = images * o.OutChannels * rows.outs * columns.outs;
        BigInteger weights = (BigInteger)o.OutChannels * (o.InChannels / o.Groups) * o.Kernel.Height * o.Kernel.Width;
        bool fits = 4 * ins <= most && 4 * all <= most && weights <= most && 4 * ((BigInteger)batch * o.InChannels * height * width + (BigInteger)batch * o.OutChannels * rows.outs * columns.outs) <= most;
        return fits ? (rows.outs, columns.outs) : null;
    }

    private static (BigInteger Padded, BigInteger Outs) Axis(BigInteger size, int kernel, int stride, int dilation, int before, int after, PaddingKind kind)
    {
        BigInteger span = ((BigInteger)kernel - 1) * dilation + 1;
        BigInteger added = kind == PaddingKind.Explicit ? (BigInteger)before + after : BigInteger.Max((size - 1) / stride * stride + span - size, 0);
        BigInteger padded = size + added;
        return (padded, padded < span ? 0 : (padded - span) / stride + 1);
    }

    private static BigInteger TransposedLength(int input, int stride, int kernel, int dilation, BigInteger padding, int outputPadding) =>
        ((BigInteger)input - 1) * stride + ((BigInteger)kernel - 1) * dilation + 1 + outputPadding - padding;

    private static bool IsSmall(ConvGeometry g) =>
        Math.Max(1, g.Batch) * (long)g.InChannels * g.PaddedPlane <= MostElements && Math.Max(1, g.Batch) * g.OutChannels * g.OutPlane <= MostElements && g.WeightElements <= MostElements && g.OutElements * g.Taps <= 100_000;

    /// <summary>A plan, or a refusal in words.</summary>
    private static void Plans(ConvGeometry geometry, string because)
    {
        foreach (Func<object> plan in new Func<object>[] { () => ConvPlan.Candidates(geometry), () => ConvPlan.Of(geometry).ToString(), () => ConvCost.Of(geometry) })
        {
            try
            {
                _ = plan();
            }
            catch (Exception error)
            {
                Messages.ShouldBeOurs(error, because);
            }
        }
    }

    /// <summary>Forward on every algorithm, and both gradients, by plain loops over the options.</summary>
    private static void Runs(ConvGeometry g, int seed, string because)
    {
        GroupedConv2dOptions o = g.Options;
        float[] input = TestData.Integers(g.InElements, seed), weights = TestData.Integers(g.WeightElements, seed + 1), by = TestData.Integers(g.OutElements, seed + 2);
        float[] bias = TestData.Integers(o.Bias ? o.OutChannels : 0, seed + 3);
        float[] output = new float[g.OutElements], inputGradient = new float[g.InElements], weightGradient = new float[g.WeightElements];
        for (long at = 0; at < output.Length; at++)
            output[at] = o.Bias ? bias[at / g.OutPlane % o.OutChannels] : 0;
        foreach ((long at, long from, long tap) in Products(g))
        {
            output[at] += weights[tap] * input[from];
            inputGradient[from] += weights[tap] * by[at];
            weightGradient[tap] += input[from] * by[at];
        }

        foreach (ConvPlan plan in ConvPlan.Candidates(g))
        {
            var layer = new GroupedConv2d(o with { Algorithm = plan.Algorithm }, weights, bias);
            var actual = new float[g.OutElements];
            layer.Forward(input, g.Batch, g.InHeight, g.InWidth, actual);
            actual.Should().Equal(output, $"{plan.Algorithm} {because}");
        }

        var whole = new GroupedConv2d(o, weights, bias);
        var actualInput = new float[g.InElements];
        whole.BackwardInput(by, g.Batch, g.InHeight, g.InWidth, actualInput);
        actualInput.Should().Equal(inputGradient, because);
        var actualWeights = new float[g.WeightElements];
        whole.BackwardWeights(input, by, g.Batch, g.InHeight, g.InWidth, actualWeights, new float[bias.Length]);
        actualWeights.Should().Equal(weightGradient, because);
    }

    /// <summary>Every product of a convolution by its options: the output that it is added to, the input, and the weight.</summary>
    private static IEnumerable<(long Output, long Input, long Weight)> Products(ConvGeometry g)
    {
        GroupedConv2dOptions o = g.Options;
        for (int n = 0; n < g.Batch; n++)
            for (int oc = 0; oc < o.OutChannels; oc++)
                for (int oh = 0; oh < g.OutHeight; oh++)
                    for (int ow = 0; ow < g.OutWidth; ow++)
                        for (int ic = 0; ic < o.InChannelsPerGroup; ic++)
                            for (int kh = 0; kh < o.Kernel.Height; kh++)
                                for (int kw = 0; kw < o.Kernel.Width; kw++)
                                {
                                    long row = (long)oh * o.Stride.Height + (long)kh * o.Dilation.Height - g.PadTop;
                                    long column = (long)ow * o.Stride.Width + (long)kw * o.Dilation.Width - g.PadLeft;
                                    if (row < 0 || row >= g.InHeight || column < 0 || column >= g.InWidth)
                                        continue;
                                    long channel = (long)n * o.InChannels + oc / o.OutChannelsPerGroup * o.InChannelsPerGroup + ic;
                                    yield return (
                                        ((n * (long)o.OutChannels + oc) * g.OutHeight + oh) * g.OutWidth + ow,
                                        (channel * g.InHeight + row) * g.InWidth + column,
                                        ((oc * (long)o.InChannelsPerGroup + ic) * o.Kernel.Height + kh) * o.Kernel.Width + kw);
                                }
    }

    private static void Scatters(GroupedConvTranspose2dOptions o, int height, int width, Size2d size, int seed, string because)
    {
        float[] input = TestData.Integers((long)o.InChannels * height * width, seed), weights = TestData.Integers(Product(o.WeightShape), seed + 1), bias = TestData.Integers(o.OutChannels, seed + 2);
        var expected = new float[(long)o.OutChannels * size.Height * size.Width];
        for (int i = 0; i < expected.Length; i++)
            expected[i] = bias[i / (size.Height * size.Width)];
        for (int ic = 0; ic < o.InChannels; ic++)
            for (int ih = 0; ih < height; ih++)
                for (int iw = 0; iw < width; iw++)
                    for (int oc = 0; oc < o.OutChannels; oc++)
                        for (int kh = 0; kh < o.Kernel.Height; kh++)
                            for (int kw = 0; kw < o.Kernel.Width; kw++)
                            {
                                long row = (long)ih * o.Stride.Height + (long)kh * o.Dilation.Height - o.Padding.Top;
                                long column = (long)iw * o.Stride.Width + (long)kw * o.Dilation.Width - o.Padding.Left;
                                if (row >= 0 && row < size.Height && column >= 0 && column < size.Width)
                                    expected[(oc * size.Height + row) * size.Width + column] +=
                                        weights[((ic * o.OutChannels + oc) * o.Kernel.Height + kh) * o.Kernel.Width + kw] * input[(ic * height + ih) * width + iw];
                            }

        var actual = new float[expected.Length];
        new GroupedConvTranspose2d(o, weights, bias).Forward(input, 1, height, width, actual);
        actual.Should().Equal(expected, because);
    }

    private static GroupedConv2dOptions Options(Random random) => new(Channels(random), Channels(random), (Tap(random), Tap(random)))
    {
        Stride = (Step(random), Step(random)),
        Dilation = (Step(random), Step(random)),
        Groups = random.Next(4) == 0 ? Channels(random) : 1,
        Bias = random.Next(2) == 0,
        Padding = random.Next(5) switch
        {
            0 => Padding.SameUpper,
            1 => Padding.SameLower,
            _ => new Padding(Around(random), Around(random), Around(random), Around(random)),
        },
    };

    // Not 2^30, whose weights an array holds: its panels are counted one by one when it is planned, which takes seconds.
    private static int Channels(Random random) => random.Next(25) == 0 ? 0 : random.Next(12) == 0 ? ManyChannels[random.Next(ManyChannels.Length)] : random.Next(1, 5);

    private static int Tap(Random random) => random.Next(30) == 0 ? Extreme(random) : random.Next(1, 4);

    private static int Step(Random random) => random.Next(4) == 0 ? Extreme(random) : random.Next(40) == 0 ? 0 : random.Next(1, 4);

    private static int Around(Random random) => random.Next(25) == 0 ? Extreme(random) : random.Next(3);

    private static int Side(Random random) => random.Next(8) == 0 ? Extreme(random) : random.Next(25) == 0 ? 0 : random.Next(1, 9);

    private static int Extreme(Random random) => Extremes[random.Next(Extremes.Length)];

    private static long Product(IReadOnlyList<int> shape) => shape.Aggregate(1L, (product, length) => product * length);
}
