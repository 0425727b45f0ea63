using GroupConv.Benchmarks.Peers;
using GroupConv.Benchmarks.Peers.Reports;
using GroupConv.Cli.Files;
using GroupConv.Cli.Measurement;
using GroupConv.Cli.Output;

namespace GroupConv.Tests.Peers;

public sealed class PeersRunTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    [Fact]
    public void Peers_that_are_wrong_unable_or_missing_are_said_to_be_so()
    {
        var console = new CliConsole(_output, _error, OutIsTerminal: false, ErrorIsTerminal: false);
        FakeContender[] peers = [new("good"), new("bad", error: 0.1f), new("unable", cannot: "no, sorry")];
        Run(console, new PeersTable(console), peers).Should().Be(1);

        string[] lines = _output.ToString().Split(Environment.NewLine);
        lines.Should().Contain("absent: left out: not here; install it with install-absent.sh");
        lines.Should().ContainMatch("layer*algorithm*ours ms*good ms*ratio*bad ms*ratio*unable ms*ratio");
        lines.Should().ContainMatch("small * WRONG * cannot *");
        // Where other programs are busy, as in a whole run of the tests, the layer does not count.
        if (lines.Contains("1 of 1 layers do not count: other programs were busy in most of their rounds"))
            lines.Should().Contain("good: no layer counts");
        else
            lines.Should().ContainMatch("good: geometric mean *, worst * (small), ours ahead on * of 1 layers");
        lines.Should().Contain("bad: no layer counts");
        _error.ToString().Should().Contain("small: bad computed something else: fake: output 575 of 576 is ")
            .And.Contain("small: unable cannot: no, sorry");
    }

    [Fact]
    public void Rows_for_scripts_have_as_many_fields_as_the_header()
    {
        var report = new PeersCsv(new CliConsole(_output, _error, OutIsTerminal: false, ErrorIsTerminal: false));
        report.Begin(["a machine"], ["good", "unable"]);
        Outcome[] contenders = [new Outcome("good", "a,b", Timed(0.002)), new Outcome("unable", "", null, "no, sorry")];
        var own = new Outcome("groupconv", "Im2colGemm", Timed(0.001));
        report.Add(new LayerOutcome("small", Flops: 2_000_000, own, contenders) { Disturbed = 0.25 });
        report.End(["a summary"]);

        _output.ToString().Split(Environment.NewLine).Should().Equal(
            "layer,contender,variant,p25_ms,median_ms,gflops,ratio,samples,disturbed",
            "small,groupconv,Im2colGemm,1.00000,1.00000,2.000,1.000,1,0.25",
            "small,good,a;b,2.00000,2.00000,1.000,2.000,1,0.25",
            "small,unable,cannot: no; sorry,,,,,0,",
            "");
        _error.ToString().Should().Be($"a machine{Environment.NewLine}a summary{Environment.NewLine}");
    }

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    private static Samples Timed(double seconds)
    {
        var samples = new Samples(capacity: 1);
        samples.Add(seconds);
        return samples;
    }

    private static int Run(CliConsole console, IPeersReport report, params FakeContender[] peers)
    {
        PeerEntry[] entries =
        [
            .. peers.Select(peer => new PeerEntry(peer.Name, "", _ => peer)),
            new PeerEntry("absent", "install-absent.sh", _ => throw new PeerMissingException("not here")),
        ];
        var layer = new Layer("small", new ConvGeometry(new GroupedConv2dOptions(8, 16, 3) { Groups = 4 }, 1, 8, 8));
        using var run = new PeersRun(new PeersSettings(1, 0.001, ConvAlgorithm.Auto, entries), console, report);
        return run.Run([layer]);
    }
}
