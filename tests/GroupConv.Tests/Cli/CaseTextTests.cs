using GroupConv.Cli;
using GroupConv.Cli.Verification;

namespace GroupConv.Tests.Cli;

/// <summary>What a failure prints is the whole case.</summary>
public class CaseTextTests
{
    [Fact]
    public void Every_case_can_be_read_back_from_its_text()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            VerifyCase one = VerifyCase.Random(seed);
            one = seed % 2 == 0 ? one : one.Pinned(ConvAlgorithm.ChannelLanes, VectorTier.Vector128, threads: 3);

            VerifyCase read = CaseText.Read(CaseText.Write(one));

            read.Geometry.Should().Be(one.Geometry);
            (read.Seed, read.WithSpecials, read.WithResidual).Should().Be((one.Seed, one.WithSpecials, one.WithResidual));
            read.ThreadCounts.Should().Equal(one.ThreadCounts);
        }
    }

    [Fact]
    public void A_text_says_only_what_is_not_the_default() =>
        CaseText.Write(CaseText.Read("c_out=2 c_in=4   w=5 h=3 groups=2 n=1 padding=same-lower clamp=-0.5,Infinity tier=vector256"))
            .Should().Be("c_in=4 h=3 w=5 c_out=2 groups=2 padding=same-lower clamp=-0.5,Infinity tier=Vector256");

    [Theory]
    [InlineData("c_in=1 c_in=1 c_out=1 h=1 w=1")]
    [InlineData("c_in")]
    [InlineData("c_in=1 c_out=1 h=1 w=1 bias=maybe")]
    [InlineData("c_in=1 c_out=1 h=1 w=1 clamp=1")]
    [InlineData("c_in=1 c_out=1 h=1 w=1 clamp=2,1")]
    [InlineData("c_in=1 c_out=1 h=1 w=1 threads=0")]
    [InlineData("c_in=3 c_out=1 h=1 w=1 groups=2")]
    public void A_text_that_is_no_case_is_refused(string text) =>
        FluentActions.Invoking(() => CaseText.Read(text)).Should().Throw<FormatException>();

    [Fact]
    public async Task Verify_runs_the_case_that_it_is_given_and_no_other()
    {
        (int code, string output, _) = await CommandLine.RunAsync(
            "verify", "--case", "c_in=4 c_out=4 h=5 w=5 kernel=3 algorithm=SpatialLanes tier=Vector256 threads=2,5");

        code.Should().Be(ExitCode.Success);
        output.Should().StartWith("1 layer, 2 runs ").And.Contain("2, 5 threads").And.NotContain("Winograd");
    }
}
