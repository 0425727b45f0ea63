using GroupConv.Cli;
using GroupConv.Cli.Measurement;
using GroupConv.Cli.Output;
using GroupConv.Tests.Onnx;

namespace GroupConv.Tests.Cli;

/// <summary>Measurements that end, whatever the clock says, and that say when their numbers cannot be believed. No time here is real.</summary>
public sealed class SteadinessTests : IDisposable
{
    private readonly CommandLine _cli = new();

    [Fact]
    public void Samples_are_thinned_evenly_in_their_order()
    {
        var samples = new Samples(capacity: 8);
        for (int i = 0; i < 1000; i++)
            samples.Add(i);
        samples.Count.Should().BeInRange(4, 8);
        samples.Quantile(0).Should().Be(0);
        samples.Quantile(1).Should().BeGreaterThan(800, "the end of a run counts as its beginning does");
        samples.FirstP25.Should().BeLessThan(samples.SecondP25);

        samples.Clear();
        samples.Add(7);
        (samples.Count, samples.Median).Should().Be((1, 7d));
    }

    [Theory]
    [InlineData(null, 1.0, 1.01, 1.02, 1.0, 1.01, 1.03)]
    [InlineData("2 repetitions", 1.0, 1.0)]
    [InlineData("the median*3.00 times their 25th percentile", 1.0, 3.0, 1.0, 3.0, 3.0, 1.0, 3.0, 3.0, 3.0)]
    [InlineData("one half*1.30 times as long", 1.0, 1.0, 1.0, 1.0, 1.3, 1.3, 1.3, 1.3)]
    [InlineData(null, 0.0, 0.0, 0.0, 0.0, 0.0)]
    public void Repetitions_that_disagree_are_not_believed(string? why, params double[] seconds)
    {
        var samples = new Samples(100);
        foreach (double one in seconds)
            samples.Add(one);
        string? actual = Steadiness.WhyNot(samples);
        if (why is null)
            actual.Should().BeNull();
        else
            actual.Should().Match($"*{why}*");
    }

    [Theory]
    [InlineData(1e-5)]
    [InlineData(0.1)]
    [InlineData(1000)]
    public void Steps_are_measured_however_short_or_long_a_run_is(double runSeconds)
    {
        var clock = new FakeClock();
        int runs = 0;
        StepTimes times = StepTimes.Measure(2, milliseconds =>
        {
            runs++;
            clock.Advance(runSeconds);
            (milliseconds[0], milliseconds[1]) = (1, 3);
        }, seconds: 1, clock, CancellationToken.None);

        times.Milliseconds.Should().Equal(1, 3);
        runs.Should().BeGreaterThan(1);
        clock.Seconds.Should().BeLessThan(1.4 + 6 * runSeconds, "a steady measurement is not longer than it was asked to be");
    }

    [Fact]
    public void A_measurement_that_does_not_settle_goes_on_and_ends()
    {
        var clock = new FakeClock();
        int runs = 0;
        StepTimes times = StepTimes.Measure(1, milliseconds =>
        {
            clock.Advance(0.01);
            milliseconds[0] = runs++ % 3 == 0 ? 10 : 100;
        }, seconds: 1, clock, CancellationToken.None);

        times.WhyNotSteady.Should().Contain("median");
        clock.Seconds.Should().BeApproximately(0.3 + 1 + Steadiness.MostExtensions, 0.1);
    }

    [Fact]
    public void Rounds_go_on_until_they_are_believed()
    {
        foreach (int believedAfter in (int[])[0, 1, 2, 1000])
        {
            var clock = new FakeClock();
            int asked = 0;
            var rounds = new InterleavedRounds(() => clock.Advance(0.001), () => clock.Advance(0.002)) { Clock = clock };
            rounds.Run(1, _ => { }, CancellationToken.None, () => asked++ >= believedAfter);
            clock.Seconds.Should().BeApproximately(0.25 + 1 + Math.Min(believedAfter, Steadiness.MostExtensions), 0.1);
            rounds.Samples[1].P25.Should().BeApproximately(0.002, 1e-6);
        }
    }

    [Theory]
    [InlineData(null, 1.0, 0.26, 1000)]
    [InlineData("speed-up of 8.00 for G = 4 is over the ideal", 1.0, 0.125, 1000)]
    [InlineData("over the peak", 1.0, 0.26, 1e-6)]
    public void A_sweep_does_not_praise_what_cannot_be(string? why, double standard, double grouped, double peak)
    {
        var settings = new SweepSettings(8, 8, 3, 6, 1, [1, 4], Threads: 1, ConvAlgorithm.Auto);
        SweepPoint Point(int groups, double seconds)
        {
            var samples = new Samples(16);
            for (int i = 0; i < 16; i++)
                samples.Add(seconds);
            return new SweepPoint(new PreparedLayer(settings.Geometry(groups), threads: 1), samples);
        }

        SweepPoint one = Point(1, standard), four = Point(4, grouped);
        var result = new SweepResult(settings, one, [one, four], peak);
        var writer = new StringWriter();
        SweepReport.Write(result, new CliConsole(writer, TextWriter.Null, OutIsTerminal: false, ErrorIsTerminal: false));

        string text = writer.ToString();
        text.Should().Contain("Counted: params and FLOPs are exactly 1/G");
        if (why is null)
            text.Should().Contain("Measured: every G gains").And.NotContain("too busy");
        else
            text.Should().Contain("too busy to believe").And.Contain(why).And.NotContain("Measured:");
    }

    [Theory]
    [InlineData("summary")]
    [InlineData("profile")]
    public async Task A_network_of_microseconds_is_measured(string command)
    {
        string model = _cli.Write("small.onnx", new TestModel().Input("x", 4).Node("Add", "x x", "y").Output("y").Bytes);
        (int code, string output, string error) = await CommandLine.RunAsync(command, model, "--seconds", "0.05");
        (code, error).Should().Be((ExitCode.Success, ""));
        output.Should().Contain("Add");
    }

    public void Dispose() => _cli.Dispose();

    private sealed class FakeClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => 1_000_000_000;

        public double Seconds => _ticks / 1e9;

        public override long GetTimestamp() => _ticks;

        public void Advance(double seconds) => _ticks += (long)(seconds * 1e9);
    }
}
