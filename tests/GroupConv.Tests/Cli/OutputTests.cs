using GroupConv.Cli.Measurement;
using GroupConv.Cli.Output;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Cli;

public class OutputTests
{
    [Fact]
    public void ATableThatIsRedirectedIsPlainAlignedText()
    {
        var table = new TextTable("<name", "ms");
        table.Add("a", "1.5");
        table.Add("longer [x]", "1000");

        Written(table).Should().Be(string.Join(Environment.NewLine, "name          ms", "a            1.5", "longer [x]  1000", ""));
    }

    [Fact]
    public void ATableThatIsRedirectedNeverWraps()
    {
        var table = new TextTable("<a", "<b");
        table.Add(new string('x', 150), new string('y', 150));
        Written(table).Split(Environment.NewLine)[1].Should().HaveLength(302);
    }

    [Fact]
    public void ATableWantsACellForEachColumn() =>
        FluentActions.Invoking(() => new TextTable("a", "b").Add("1")).Should().Throw<ArgumentException>();

    [Fact]
    public void SamplesHaveNumPysQuantiles()
    {
        var samples = new Samples(capacity: 4);
        foreach (double value in (double[])[4, 1, 3, 2])
            samples.Add(value);

        samples.Count.Should().Be(4);
        samples.P25.Should().Be(1.75);
        samples.Median.Should().Be(2.5);
        samples.Quantile(1).Should().Be(4);
    }

    [Fact]
    public void InterleavedRoundsTimesEveryCall()
    {
        int first = 0;
        int second = 0;
        // A call takes one step of the clock and the second one two: it reads the clock itself.
        var clock = new StepClock(TimeSpan.FromMilliseconds(1));
        void Second()
        {
            second++;
            clock.GetTimestamp();
        }

        var rounds = new InterleavedRounds(() => first++, Second) { Clock = clock };
        var shares = new List<double>();

        rounds.Run(0.1, shares.Add, CancellationToken.None);

        rounds.Samples.Should().HaveCount(2);
        rounds.Samples[0].Should().Match<Samples>(samples => samples.Quantile(0) == 0.001 && samples.Quantile(1) == 0.001);
        rounds.Samples[1].Should().Match<Samples>(samples => samples.Quantile(0) == 0.002 && samples.Quantile(1) == 0.002);
        // A turn is 4 ms: 4 calls of the first and 2 of the second, in as many rounds as were told of.
        rounds.Samples.Select(samples => samples.Count).Should().Equal(4 * shares.Count, 2 * shares.Count);
        shares.Count.Should().BeGreaterThanOrEqualTo(3);
        shares[^1].Should().Be(1, "it ends when the time has passed");
        first.Should().BeGreaterThan(4 * shares.Count, "it warms up before");
        (first - 4 * shares.Count).Should().Be(second - 2 * shares.Count);
    }

    [Fact]
    public void AllocationProbeSeesAnAllocationOnAnyThread()
    {
        AllocationProbe.BytesPerCall(() => Task.Run(() => new byte[1000]).Wait(), 0.001, CancellationToken.None).Should().BeGreaterThan(1000);
    }

    private static string Written(TextTable table)
    {
        var writer = new StringWriter();
        table.WriteTo(new CliConsole(writer, TextWriter.Null, OutIsTerminal: false, ErrorIsTerminal: false));
        return writer.ToString();
    }
}
