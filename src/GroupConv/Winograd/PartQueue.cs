namespace GroupConv.Winograd;

/// <summary>
/// Hands out the parts of blocks. A thread that has transformed a block's input stays with the block while there are parts of it; then it
/// takes a new block; and when there is none, parts of one that another thread is still at work on, so that all finish together.
/// </summary>
/// <param name="blocks">How many blocks.</param>
/// <param name="parts">Parts of each.</param>
internal sealed class PartQueue(long blocks, long parts)
{
    private readonly int[] _taken = new int[blocks];
    private long _nextNew;

    /// <summary>All parts are to be had again. Only while no thread takes any.</summary>
    public void Reset()
    {
        Array.Clear(_taken);
        _nextNew = 0;
    }

    /// <summary>A part that nobody else gets. May be called as many times as there are parts.</summary>
    /// <param name="held">The block whose input the thread has, or -1.</param>
    public (long Block, long Part) Take(long held)
    {
        if (held >= 0 && TryTake(held, out long part))
            return (held, part);
        while (Volatile.Read(ref _nextNew) < blocks)
        {
            long block = Interlocked.Increment(ref _nextNew) - 1;
            if (block < blocks && TryTake(block, out part))
                return (block, part);
        }

        for (long block = blocks - 1; block >= 0; block--) // those still in work are the last ones
        {
            if (TryTake(block, out part))
                return (block, part);
        }

        throw new InvalidOperationException($"all {blocks} x {parts} parts are taken");
    }

    private bool TryTake(long block, out long part)
    {
        part = parts;
        if (Volatile.Read(ref _taken[block]) < parts)
            part = Interlocked.Increment(ref _taken[block]) - 1;
        return part < parts;
    }
}
