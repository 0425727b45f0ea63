using System.Diagnostics;

namespace GroupConv.Planning;

/// <summary>Tells whoever listens to <see cref="Trace"/> that the process has no fused multiply-add.</summary>
internal static class SlowProcess
{
    private static int _warned;

    /// <summary>Passes <see cref="VectorTiers.PerformanceWarning"/>, if there is one, to the listeners: once a process.</summary>
    public static void WarnOnce()
    {
        if (VectorTiers.PerformanceWarning is { } warning && Interlocked.Exchange(ref _warned, 1) == 0)
            Trace.TraceWarning($"GroupConv: {warning}.");
    }
}
