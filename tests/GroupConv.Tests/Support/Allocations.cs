namespace GroupConv.Tests.Support;

/// <summary>What a call allocates on the thread that makes it.</summary>
internal static class Allocations
{
    private const int WarmUps = 3, Calls = 5;

    /// <summary>
    /// Bytes of a warm call, the least of several: the team of threads, which all tests share, makes its list of jobs larger now and then,
    /// on the thread of whoever needs the room.
    /// </summary>
    public static long OfWarmCall(Action call)
    {
        for (int i = 0; i < WarmUps; i++)
            call();
        long least = long.MaxValue;
        for (int i = 0; i < Calls; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
