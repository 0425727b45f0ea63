using GroupConv.Cli;
using GroupConv.Cli.Output;
using GroupConv.Cli.Verification;

namespace GroupConv.Tests.Cli;

public class VerifyReportTests
{
    private const string Case = "c_in=4 c_out=4 h=5 w=5 kernel=3";

    [Theory]
    [InlineData("", "1 layer, 13 runs on Scalar, Vector128, Vector256, Vector512 with 1 thread, 468 values compared with the reference: no bit differs")]
    [InlineData(" algorithm=reference", "1 layer, 1 run on Scalar with 1 thread, 36 values compared with the reference: no bit differs")]
    [InlineData(" algorithm=SpatialLanes tier=Vector256 threads=2,5", "1 layer, 2 runs on Vector256 with 2, 5 threads, 72 values compared with the reference: no bit differs")]
    public async Task What_was_compared_is_said_first(string way, string expected)
    {
        (int code, string output, _) = await CommandLine.RunAsync("verify", "--case", Case + way);

        code.Should().Be(ExitCode.Success);
        output.Split(Environment.NewLine).Should().HaveElementAt(0, expected).And.Contain(line => line.StartsWith("hash", StringComparison.Ordinal));
    }

    /// <summary>Once it said "0 runs on all tiers with  threads, 0 values".</summary>
    [Fact]
    public async Task Of_Winograd_alone_nothing_is_said_to_be_compared_with_the_reference()
    {
        (int code, string output, _) = await CommandLine.RunAsync("verify", "--case", $"{Case} algorithm=Winograd");

        code.Should().Be(ExitCode.Success);
        output.TrimEnd().Should().MatchRegex(@"^Winograd, which rounds differently: 4 runs, greatest error \d+\.\d of a bound of 64$");
    }

    [Fact]
    public void Failures_are_told_apart_and_the_first_twenty_are_shown()
    {
        var verifier = new Verifier();
        var winograd = new WinogradVerifier();
        VerifyCase one = CaseText.Read(Case);
        verifier.Check(one, CancellationToken.None).Should().BeEmpty();
        winograd.Check(one, CancellationToken.None).Should().BeEmpty();
        VerifyFailure[] failed =
        [
            .. Enumerable.Range(0, 24).Select(i => new VerifyFailure(one.Pinned(ConvAlgorithm.SpatialLanes, VectorTier.Scalar, 1), $"difference {i}.")),
            new VerifyFailure(one.Pinned(ConvAlgorithm.Winograd, VectorTier.Scalar, 1), "too far."),
        ];

        string[] lines = [.. VerifyReport.Lines(1, verifier, winograd, failed)];

        lines.Should().HaveCount(24);
        lines[19].Should().Contain("difference 19.");
        lines[20].Should().Be("... and 5 more");
        lines[21].Should().EndWith("compared with the reference: bits of 24 runs differ");
        lines[23].Should().StartWith("Winograd").And.EndWith("of a bound of 64: 1 failure");
    }
}
