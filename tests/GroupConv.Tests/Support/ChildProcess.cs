using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GroupConv.Tests.Support;

/// <summary>What came of a child process.</summary>
/// <param name="ExitCode">As the system reports it; over 128 where a signal ended the process.</param>
/// <param name="Output">All of standard output.</param>
/// <param name="Error">All of standard error.</param>
internal sealed record ChildResult(int ExitCode, string Output, string Error);

/// <summary>
/// Runs the tests' own program once more, for what cannot be had in the process of the tests: settings that the runtime reads at its start,
/// and faults that end a process.
/// </summary>
internal static class ChildProcess
{
    /// <summary>Many times what any child needs on a slow and busy machine: only one that hangs takes so long.</summary>
    private static readonly TimeSpan DefaultPatience = TimeSpan.FromMinutes(30);

    /// <param name="command">One of <see cref="ChildProgram"/>'s.</param>
    /// <param name="arguments">What the command takes.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    /// <param name="patience">When to give up; 30 minutes if not said.</param>
    /// <exception cref="TimeoutException">It was still running then, and was ended.</exception>
    public static ChildResult Run(
        string command, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, TimeSpan? patience = null)
    {
        using Process process = Begin(command, arguments, environment);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        bool ended = process.WaitForExit(patience ?? DefaultPatience);
        if (!ended)
            process.Kill();
        process.WaitForExit();
        var result = new ChildResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
        return ended ? result : throw new TimeoutException($"the child process '{command}' did not end; it wrote: {result.Output}{result.Error}");
    }

    /// <summary>Starts it and does not wait. Whoever starts it reads or ends it: a pipe that nobody reads holds only so much.</summary>
    /// <param name="command">One of <see cref="ChildProgram"/>'s.</param>
    /// <param name="arguments">What the command takes.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    public static Process Begin(string command, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        string dotnet = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        var start = new ProcessStartInfo(dotnet, ["exec", typeof(ChildProgram).Assembly.Location, command, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
