using System.Globalization;
using GroupConv.Tests.Support;
using Xunit.Abstractions;

namespace GroupConv.Tests.Guards;

/// <summary>
/// No kernel touches one float that is not its own: in a process of its own, every buffer lies against pages that nobody may touch.
/// </summary>
public class GuardTests(ITestOutputHelper output)
{
    // A process that the system ended reports the signal's number above this.
    private const int Signals = 128;

    // Most methods run a few times: to profile them would cost a fifth of the time.
    private static readonly Dictionary<string, string> NoProfiles = new() { ["DOTNET_TieredPGO"] = "0" };

    [GuardedFact]
    public void Every_kernel_stays_inside_of_its_buffers()
    {
        ChildResult result = ChildProcess.Run(ChildProgram.Guards, [LongRun.IsAsked.ToString()], NoProfiles, LongRun.IsAsked ? TimeSpan.FromHours(2) : null);
        string last = result.Output.TrimEnd().Split('\n')[^1];
        result.ExitCode.Should().Be(0, $"this run should not end the process: {last}\n{result.Error}\n");
        output.WriteLine($"{last} results");
        int.Parse(last, CultureInfo.InvariantCulture).Should().BeGreaterThan(10_000);
    }

    [GuardedTheory]
    [InlineData("First", 5, false)]
    [InlineData("First", 5, true)]
    [InlineData("Last", 5, false)]
    [InlineData("Last", 5, true)]
    [InlineData("First", 4096, true)]
    [InlineData("Last", 4096, true)]
    public void A_float_outside_ends_the_process_and_one_inside_does_not(string end, int length, bool write)
    {
        ChildResult inside = Step(0), outside = Step(1);
        inside.ExitCode.Should().Be(0, inside.Error);
        inside.Output.Should().StartWith("2").And.Contain("done");
        outside.ExitCode.Should().BeGreaterThan(Signals);
        outside.Output.Trim().Should().Be("2", "it had the buffer, and came no further");

        ChildResult Step(int steps) =>
            ChildProcess.Run(ChildProgram.GuardStep, [end, length.ToString(CultureInfo.InvariantCulture), write.ToString(), steps.ToString(CultureInfo.InvariantCulture)]);
    }
}
