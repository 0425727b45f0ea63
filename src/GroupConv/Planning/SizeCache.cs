namespace GroupConv.Planning;

/// <summary>What a layer keeps for one input size.</summary>
internal abstract class SizeEntry(int batch, int height, int width)
{
    public long LastUse { get; set; }

    public bool IsFor(int otherBatch, int otherHeight, int otherWidth) => batch == otherBatch && height == otherHeight && width == otherWidth;
}

/// <summary>
/// What a layer keeps for the input sizes it has met: geometry, prepared plan, and the calls' working memory. Reading it takes no lock and
/// allocates nothing.
/// </summary>
/// <param name="make">Makes the entry of a batch, a height and a width: sizes and plans only, no memory.</param>
internal sealed class SizeCache<TEntry>(Func<int, int, int, TEntry> make)
    where TEntry : SizeEntry
{
    // Callers with ever new sizes must not fill the memory: the size that was used longest ago goes.
    private const int MostSizes = 16;
    private readonly Lock _lock = new();
    private TEntry[] _entries = [];
    private long _clock;

    public TEntry For(int batch, int height, int width)
    {
        TEntry entry = Find(batch, height, width) ?? Add(batch, height, width);
        entry.LastUse = ++_clock; // not exact where callers meet, and need not be
        return entry;
    }

    /// <summary>Forgets all sizes. Calls at work go on with what they have.</summary>
    public void Clear()
    {
        lock (_lock)
            Volatile.Write(ref _entries, []);
    }

    private TEntry? Find(int batch, int height, int width)
    {
        foreach (TEntry entry in Volatile.Read(ref _entries))
        {
            if (entry.IsFor(batch, height, width))
                return entry;
        }

        return null;
    }

    private TEntry Add(int batch, int height, int width)
    {
        TEntry made = make(batch, height, width);
        lock (_lock)
        {
            if (Find(batch, height, width) is { } other)
                return other;
            Volatile.Write(ref _entries, [made, .. _entries.OrderByDescending(entry => entry.LastUse).Take(MostSizes - 1)]);
            return made;
        }
    }
}
