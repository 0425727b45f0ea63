using GroupConv.Memory;

namespace GroupConv.Depthwise;

/// <summary>How an output row is cut into strips; the same for all rows.</summary>
internal sealed class StripTable
{
    private static readonly float AllBits = BitConverter.Int32BitsToSingle(-1);
    private readonly DepthwisePlan _plan;
    private readonly int _stride;
    private readonly int[] _loads;

    /// <param name="plan">The sizes.</param>
    /// <param name="stride">The tile's.</param>
    /// <param name="loads">Where the vectors begin that a strip reads, in columns from its first tap on.</param>
    public StripTable(DepthwisePlan plan, int stride, int[] loads)
    {
        _plan = plan;
        _stride = stride;
        _loads = loads;
        var masks = new List<float>();
        var pairs = new List<StripPair>();
        for (long strip = 0; strip < plan.Strips; strip += 2)
        {
            int count = strip + 1 < plan.Strips ? 2 : 1;
            long column0 = Column(strip), column1 = Column(strip + count - 1);
            float[] pair = [.. Masks(column0), .. Masks(column1)];
            StripEdge edge = EdgeOf(count, pair);
            pairs.Add(new StripPair(count, column0 * plan.Block, column1 * plan.Block, edge, masks.Count));
            if (edge != StripEdge.Inside) // or wide rows would have tables larger than themselves
                masks.AddRange(pair);
        }

        Pairs = [.. pairs];
        MaskTable = new PinnedBuffer(masks.Count);
        masks.ToArray().CopyTo(MaskTable.Span);
    }

    /// <summary>All strips, from left to right.</summary>
    public StripPair[] Pairs { get; }

    /// <summary>[pairs that need them, 2, loads, lanes]: all bits set for a lane inside the input, 0 for one outside.</summary>
    public PinnedBuffer MaskTable { get; }

    private long Column(long strip) => Math.Max(0, Math.Min(strip * _plan.StripPositions, _plan.Geometry.OutWidth - _plan.StripPositions));

    private IEnumerable<float> Masks(long outputColumn) =>
        from load in _loads
        from lane in Enumerable.Range(0, _plan.Lanes)
        let column = outputColumn * _stride - _plan.Geometry.PadLeft + load + lane / _plan.Block
        select column >= 0 && column < _plan.Geometry.InWidth ? AllBits : 0f;

    private StripEdge EdgeOf(int count, float[] masks)
    {
        int lanes = _plan.Lanes, strip = _loads.Length * lanes;
        bool first = masks.AsSpan(0, lanes).Contains(0f);
        bool last = masks.AsSpan(count * strip - lanes, lanes).Contains(0f);
        bool between = masks.AsSpan(lanes, count * strip - 2 * lanes).Contains(0f);
        return between ? StripEdge.Masked : first || last ? StripEdge.Rim : StripEdge.Inside;
    }
}
