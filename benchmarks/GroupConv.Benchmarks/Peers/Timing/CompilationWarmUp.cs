using System.Diagnostics;
using System.Runtime;

namespace GroupConv.Benchmarks.Peers.Timing;

/// <summary>
/// Runs a layer of ours until the runtime has compiled its methods for the last time. It first compiles quickly, and again when a method
/// is hot and nothing new was met for 0.1 s, on a thread that waits for a core on a busy machine; so a fixed time is not enough.
/// </summary>
internal static class CompilationWarmUp
{
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(0.35);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    public static void Run(IPreparedLayer layer)
    {
        var seconds = new List<double>();
        long start = Stopwatch.GetTimestamp();
        long changed = start;
        long methods = 0;
        while (Stopwatch.GetElapsedTime(changed) < Settled && Stopwatch.GetElapsedTime(start) < Longest)
        {
            seconds.Clear();
            layer.Burst(BurstShape.First, seconds);
            Thread.Sleep(1); // the compiler's turn
            if (JitInfo.GetCompiledMethodCount() is var now && now != methods)
            {
                methods = now;
                changed = Stopwatch.GetTimestamp();
            }
        }
    }
}
