using GroupConv.Tests.Support;

namespace GroupConv.Tests.Core.Hostile;

/// <summary>
/// Calls with spans and views drawn at random: lengths that are one off, sizes that are not those of the memory, outputs that overlap what
/// they are computed from by one float, gaps, and starts at any float. A call that should run gives the reference's bits and writes nothing
/// else; any other throws a documented exception and writes nothing.
/// </summary>
public class HostileCallTests
{
    private const int Draws = 6000;
    private const float Untouched = 12345.5f;

    private static readonly GroupedConv2d[] Layers =
    [
        new(new GroupedConv2dOptions(4, 6, 3) { Padding = 1, Groups = 2, Clamp = OutputClamp.Relu6 }, seed: 1),
        new(new GroupedConv2dOptions(3, 3, 3) { Padding = 1, Groups = 3, Bias = false }, seed: 2),
        new(new GroupedConv2dOptions(4, 2, 1) { Algorithm = ConvAlgorithm.SpatialLanes }, seed: 3),
        new(new GroupedConv2dOptions(2, 4, (2, 3)) { Stride = (2, 1), Algorithm = ConvAlgorithm.Im2colGemm }, seed: 4),
        new(new GroupedConv2dOptions(9, 5, 3) { Padding = 1, InputLayout = TensorLayout.Nchw8c }, seed: 5),
        new(new GroupedConv2dOptions(16, 16, 3) { Padding = 1, Groups = 16, InputLayout = TensorLayout.Nchw8c, OutputLayout = TensorLayout.Nchw8c }, seed: 6),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_call_runs_with_the_references_bits_or_is_refused_and_writes_nothing(int seed)
    {
        var random = new Random(seed);
        int ran = 0, refused = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            HostileCall call = HostileCall.Draw(Layers[random.Next(Layers.Length)], random);
            string because = $"draw {draw} of seed {seed}: {call}";
            float[] memory = TestData.Uniform(call.MemoryLength, draw);
            memory.AsSpan(call.Output.Start, call.Output.Extent).Fill(Untouched);
            float[] expected = [.. memory];
            bool runs = call.IsGood;
            if (runs)
                call.WriteExpected(expected);
            Exception? error = Try(call, memory);
            if (error is not (null or ArgumentException or OverflowException or NotSupportedException))
                Assert.Fail($"{error} in {because}");
            (error is null).Should().Be(runs, $"{error?.Message} {because}");
            Bits.ShouldBeTheSame(memory, expected, because);
            ran += runs ? 1 : 0;
            refused += runs ? 0 : 1;
        }

        ran.Should().BeGreaterThan(Draws / 10);
        refused.Should().BeGreaterThan(Draws / 10);
    }

    [Fact]
    public void Reorder_runs_or_is_refused_and_writes_nothing()
    {
        var random = new Random(3);
        int ran = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            var (from, to) = ((TensorLayout)random.Next(3), (TensorLayout)random.Next(3));
            int[] sizes = [random.Next(3), random.Next(20), random.Next(4), random.Next(4)];
            long sourceLength = from.Elements(sizes[0], sizes[1], sizes[2], sizes[3]), targetLength = to.Elements(sizes[0], sizes[1], sizes[2], sizes[3]);
            var source = View.Of(random.Next(8), [sourceLength + OneOff(random)]);
            var target = View.Of(random.Next(4) == 0 ? source.Start + random.Next(source.Extent + 1) : source.Start + source.Extent + random.Next(2), [targetLength + OneOff(random)]);
            if (random.Next(6) == 0)
                sizes[random.Next(4)] = HostileCall.Hostile[random.Next(HostileCall.Hostile.Length)];
            int threads = HostileCall.Threads[random.Next(HostileCall.Threads.Length)];
            string because = $"draw {draw}: {from} to {to}, [{string.Join(", ", sizes)}], {source} to {target}, {threads} threads";

            float[] memory = TestData.Uniform(Math.Max(source.Start + source.Extent, target.Start + target.Extent) + 3, draw);
            float[] before = [.. memory];
            bool good = threads >= 0 && !source.Overlaps(target) && Fits(from, sizes, source) && Fits(to, sizes, target);
            Exception? error = null;
            try
            {
                TensorLayouts.Reorder(source.Of(memory), from, memory.AsSpan(target.Start, target.Extent), to, sizes[0], sizes[1], sizes[2], sizes[3], threads);
            }
            catch (Exception thrown) when (thrown is ArgumentException or OverflowException)
            {
                error = thrown;
            }

            (error is null).Should().Be(good, $"{error?.Message} {because}");
            before.AsSpan(0, target.Start).SequenceEqual(memory.AsSpan(0, target.Start)).Should().BeTrue(because);
            int behind = target.Start + (good ? target.Extent : 0);
            before.AsSpan(behind).SequenceEqual(memory.AsSpan(behind)).Should().BeTrue(because);
            ran += good ? 1 : 0;
        }

        ran.Should().BeInRange(Draws / 10, 9 * Draws / 10);

        static int OneOff(Random random) => random.Next(8) == 0 ? 1 : 0;

        static bool Fits(TensorLayout layout, int[] sizes, View view)
        {
            try
            {
                return layout.Elements(sizes[0], sizes[1], sizes[2], sizes[3]) == view.Extent;
            }
            catch (Exception error) when (error is ArgumentException or OverflowException)
            {
                return false;
            }
        }
    }

    private static Exception? Try(HostileCall call, float[] memory)
    {
        try
        {
            call.Run(memory);
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }
}
