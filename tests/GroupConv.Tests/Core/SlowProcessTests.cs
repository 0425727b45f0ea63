using System.Diagnostics;
using System.Runtime.InteropServices;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Core;

/// <summary>
/// A process without a fused multiply-add says so, and what to do: in every plan, once to those who listen to <see cref="Trace"/>, and on the
/// command line's standard error. A switch of the runtime makes such a process; the library itself never writes to standard error.
/// </summary>
public class SlowProcessTests
{
    private static readonly Dictionary<string, string> WithoutAvx = new() { ["DOTNET_EnableAVX"] = "0" };

    [Fact]
    public void A_process_without_fused_multiply_adds_says_so_in_plans_and_at_the_first_use()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return; // every Arm64 processor has the instruction
        ChildResult slow = ChildProcess.Run(ChildProgram.SlowProcess, [], WithoutAvx);
        slow.ExitCode.Should().Be(0, slow.Error);
        string[] lines = slow.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        lines.Where(line => line.StartsWith("plan:   warning: ")).Should().ContainSingle().Which.Should().Contain("DOTNET_EnableAVX");
        lines.Where(line => line.StartsWith("planned: ")).Should().ContainSingle().Which.Should().NotContain("multiply-add", "nothing was used yet");
        lines.Where(line => line.StartsWith("trace: ")).Should().ContainSingle().Which.Should().Contain("Warning").And.Contain("DOTNET_EnableAVX");
        slow.Error.Should().BeEmpty();
    }

    [Fact]
    public void A_process_with_fused_multiply_adds_says_nothing()
    {
        if (!VectorTiers.HasFusedMultiplyAdd)
            return; // this process is the other one
        ChildResult fast = ChildProcess.Run(ChildProgram.SlowProcess, []);
        fast.ExitCode.Should().Be(0, fast.Error);
        fast.Output.Should().Contain("plan: ").And.NotContain("multiply-add");
        VectorTiers.PerformanceWarning.Should().BeNull();
    }

    [Fact]
    public void The_command_line_warns_on_standard_error()
    {
        string[] verify = ["verify", "--random", "1"];
        ChildResult usual = ChildProcess.Run(ChildProgram.Program, verify), slow = ChildProcess.Run(ChildProgram.Program, verify, WithoutAvx);
        usual.ExitCode.Should().Be(0, usual.Error);
        slow.ExitCode.Should().Be(0, slow.Error);
        (usual.Error.Length == 0).Should().Be(VectorTiers.HasFusedMultiplyAdd);
        if (RuntimeInformation.ProcessArchitecture == Architecture.X64)
            slow.Error.Should().StartWith("groupconv: warning: ").And.Contain("multiply-add").And.Contain("DOTNET_EnableAVX");
    }

    /// <summary>In the child process: a plan, and what the listeners hear before and after calls of a layer and its gradients.</summary>
    internal static int Print()
    {
        using var heard = new StringWriter();
        using var listener = new TextWriterTraceListener(heard);
        Trace.Listeners.Add(listener);
        var layer = new GroupedConv2d(new GroupedConv2dOptions(8, 8, 3));
        foreach (string line in layer.Plan(5, 5).ToString().Split('\n'))
            Console.WriteLine($"plan: {line}");
        Console.WriteLine($"planned: {heard}");

        float[] input = new float[8 * 25], output = new float[8 * 9], weights = new float[layer.Weights.Length], bias = new float[8];
        for (int turn = 0; turn < 2; turn++)
        {
            layer.Forward(input, 1, 5, 5, output);
            layer.BackwardInput(output, 1, 5, 5, input);
            layer.BackwardWeights(input, output, 1, 5, 5, weights, bias);
        }

        foreach (string line in heard.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries))
            Console.WriteLine($"trace: {line}");
        return 0;
    }
}
