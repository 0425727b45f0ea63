using GroupConv.Memory;

namespace GroupConv.Planning;

/// <summary>
/// What a layer keeps for the input sizes it has met: geometry, prepared plan, and the calls' working memory. Reading it takes no lock and
/// allocates nothing.
/// </summary>
internal sealed class PreparedCache(GroupedConv2dOptions options, LayerWeights weights)
{
    // Callers with ever new sizes must not fill the memory: the oldest size goes.
    private const int MostSizes = 16;
    private readonly Lock _lock = new();
    private Entry[] _entries = [];

    public Entry For(int batch, int height, int width) => Find(batch, height, width) ?? Add(batch, height, width);

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
            var made = new Entry(geometry, Planner.Find(plan.Algorithm).Prepare(plan, weights));
            Volatile.Write(ref _entries, [made, .. _entries.Take(MostSizes - 1)]);
            return made;
        }
    }

    internal sealed class Entry(ConvGeometry geometry, IPreparedConv prepared)
    {
        public ConvGeometry Geometry { get; } = geometry;

        public ObjectPool<ConvCall> Calls { get; } = new(prepared.NewCall);
    }
}
