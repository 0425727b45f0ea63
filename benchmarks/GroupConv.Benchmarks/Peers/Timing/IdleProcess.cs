using System.Diagnostics;

namespace GroupConv.Benchmarks.Peers.Timing;

/// <summary>
/// Waits until a contender's threads sleep. After a call they spin on cores that the next contender needs: on the machine where this
/// was tried GNU OpenMP's for 10 ms, ONNX Runtime's for 40. The time depends on the processor, so it is watched, not guessed.
/// </summary>
internal static class IdleProcess
{
    private const int QuietLooks = 2; // in a row: one could fall between two steps of work
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(300);

    // Where threads cannot be looked at.
    private static readonly TimeSpan Blind = TimeSpan.FromMilliseconds(60);

    /// <param name="process">Its id.</param>
    public static void Wait(int process)
    {
        string threads = $"/proc/{process}/task";
        if (!Directory.Exists(threads))
        {
            Thread.Sleep(Blind);
            return;
        }

        int looking = process == Environment.ProcessId ? 1 : 0;
        long start = Stopwatch.GetTimestamp();
        for (int quiet = 0; quiet < QuietLooks && Stopwatch.GetElapsedTime(start) < Longest;)
        {
            Thread.Sleep(BetweenLooks);
            quiet = Directory.EnumerateDirectories(threads).Count(IsRunning) <= looking ? quiet + 1 : 0;
        }
    }

    /// <summary>Whether a thread runs, or waits for nothing but a core (proc_pid_stat(5)).</summary>
    private static bool IsRunning(string thread)
    {
        try
        {
            // The name in parentheses may hold anything, a parenthesis too.
            string stat = File.ReadAllText(Path.Combine(thread, "stat"));
            return stat.AsSpan(stat.LastIndexOf(')') + 1).TrimStart().StartsWith("R");
        }
        catch (IOException)
        {
            return false; // it has ended
        }
    }
}
