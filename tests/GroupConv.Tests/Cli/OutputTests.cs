using GroupConv.Cli.Measurement;
using GroupConv.Cli.Output;

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
        var rounds = new InterleavedRounds(() => first++, () => second++);

        rounds.Run(0.01, _ => { }, CancellationToken.None);

        first.Should().Be(second).And.BeGreaterThan(3);
        rounds.Samples.Should().HaveCount(2).And.AllSatisfy(samples => samples.Count.Should().BePositive());
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
