namespace GroupConv.Cli.Measurement;

/// <summary>Bytes that a warmed-up call allocates, on whatever thread.</summary>
internal static class AllocationProbe
{
    // The runtime's own threads allocate a few hundred bytes now and then; what a call allocates is there in every burst.
    private const int Bursts = 5;
    private const int MostCalls = 100;
    private const double BurstSeconds = 0.005;

    /// <summary>The least of several bursts of calls.</summary>
    /// <param name="call">Warmed up.</param>
    /// <param name="seconds">About how long it takes, which says how many make a burst.</param>
    /// <param name="cancellation">Looked at between bursts.</param>
    /// <returns>Bytes for each call, of the whole process.</returns>
    public static long BytesPerCall(Action call, double seconds, CancellationToken cancellation)
    {
        int calls = (int)Math.Clamp(BurstSeconds / seconds, 1, MostCalls);
        long least = long.MaxValue;
        for (int burst = 0; burst < Bursts && least > 0; burst++)
        {
            cancellation.ThrowIfCancellationRequested();
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < calls; i++)
                call();
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before + calls - 1) / calls);
        }

        return least;
    }
}
