namespace GroupConv.Planning;

/// <summary>How finely the algorithms cut their work.</summary>
internal static class UnitSizes
{
    /// <summary>Enough blocks of output that a few threads finish together.</summary>
    public const int WantedUnits = 16;

    // A task is some microseconds of work.
    private const long TaskMacs = 64 * 1024;

    /// <summary>Units that a thread takes at a time.</summary>
    /// <param name="units">All units of the layer.</param>
    /// <param name="macs">Multiply-adds of one.</param>
    public static long PerTask(long units, long macs) => Math.Clamp(TaskMacs / macs, 1, Math.Max(1, units / WantedUnits));

    /// <summary>Pieces of a size that cover a length; for lengths of 0 and more.</summary>
    public static long CeilDiv(long length, long size) => (length + size - 1) / size;

    /// <summary>The greatest common divisor of two positive numbers.</summary>
    public static long Gcd(long a, long b) => b == 0 ? a : Gcd(b, a % b);
}
