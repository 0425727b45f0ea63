using GroupConv.Memory;

namespace GroupConv.Planning;

/// <summary>
/// What a layer keeps for the input sizes it has met: geometry, prepared plan, and the calls' working memory. Reading it takes no lock and
/// allocates nothing.
/// </summary>
internal sealed class PreparedCache(GroupedConv2dOptions options, LayerWeights weights)
{
    // Callers with ever new sizes must not fill the memory: the size that was used longest ago goes.
    private const int MostSizes = 16;
    private readonly Lock _lock = new();
    private Entry[] _entries = [];
    private long _clock;

    public Entry For(int batch, int height, int width)
    {
        Entry entry = Find(batch, height, width) ?? Add(batch, height, width);
        entry.LastUse = ++_clock; // not exact where callers meet, and need not be
        return entry;
    }

    /// <summary>Forgets all sizes. Calls at work go on with what they have.</summary>
    public void Clear()
    {
        lock (_lock)
            Volatile.Write(ref _entries, []);
    }

    private Entry? Find(int batch, int height, int width)
    {
        foreach (Entry entry in Volatile.Read(ref _entries))
        {
            if (entry.Geometry.Batch == batch && entry.Geometry.InHeight == height && entry.Geometry.InWidth == width)
                return entry;
        }

        return null;
    }

    private Entry Add(int batch, int height, int width)
    {
        var geometry = new ConvGeometry(options, batch, height, width);
        ConvPlan plan = Planner.Plan(geometry);
        lock (_lock)
        {
            if (Find(batch, height, width) is { } other)
                return other;
            var made = new Entry(plan, weights);
            Volatile.Write(ref _entries, [made, .. _entries.OrderByDescending(entry => entry.LastUse).Take(MostSizes - 1)]);
            return made;
        }
    }

    /// <param name="plan">The plan of the size.</param>
    /// <param name="weights">The layer's.</param>
    internal sealed class Entry(ConvPlan plan, LayerWeights weights)
    {
        private readonly Lock _lock = new();
        private ObjectPool<ConvCall>? _calls;

        public ConvGeometry Geometry { get; } = plan.Geometry;

        public long LastUse { get; set; }

        /// <summary>
        /// Made with the first call whose memory has the right size: tables and packed weights for a size that is a mistake could be gigabytes.
        /// </summary>
        public ObjectPool<ConvCall> Calls => Volatile.Read(ref _calls) ?? MakeCalls();

        private static ObjectPool<ConvCall> PoolOf(IPreparedConv prepared) => new(() => prepared.NewCall(new Scratch()));

        private ObjectPool<ConvCall> MakeCalls()
        {
            lock (_lock)
            {
                if (_calls is null)
                    Volatile.Write(ref _calls, PoolOf(Planner.Prepare(plan, weights)));
                return _calls!;
            }
        }
    }
}
