using System.Runtime.Intrinsics.X86;

namespace GroupConv.Memory;

/// <summary>
/// Asks for memory that will be read soon: the processor fetches what follows what is read, but not across a block of weights while all
/// tiles of a plane go through the block before. It never faults, whatever the address.
/// </summary>
internal static unsafe class Prefetch
{
    private const int Line = 64;

    /// <summary>Brings bytes to the second-level cache. Does nothing where .NET has no such instruction.</summary>
    public static void ToSecondLevel(byte* start, long bytes)
    {
        if (!Sse.IsSupported)
            return;
        for (long line = 0; line < bytes; line += Line)
            Sse.Prefetch1(start + line);
    }
}
