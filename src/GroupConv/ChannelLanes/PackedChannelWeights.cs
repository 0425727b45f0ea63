using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.Tiles;

namespace GroupConv.ChannelLanes;

/// <summary>
/// The weights as the tiles read them: group after group, panel after panel of vectors of output channels, [taps, rows, lanes] each, with
/// zeros in lanes without a channel. Beside them the bias, filled up the same way.
/// </summary>
internal sealed unsafe class PackedChannelWeights
{
    private readonly ChannelLanesPlan _plan;

    private PackedChannelWeights(ChannelLanesPlan plan, LayerWeights weights)
    {
        _plan = plan;
        ConvGeometry g = plan.Geometry;
        Panels = new PinnedBuffer(g.Groups * plan.Vectors * plan.Lanes * g.Taps);
        Bias = new PinnedBuffer(g.Groups * plan.Vectors * plan.Lanes);
        Bias.Span.Fill(-0f); // the one number that changes nothing when added
        for (int group = 0; group < g.Groups; group++)
        {
            for (long block = 0; block < plan.Vectors; block += plan.UnitVectors)
                foreach (RowPanel panel in RowPanel.Of((int)Math.Min(plan.UnitVectors, plan.Vectors - block)))
                    Pack(weights.Weights, group, block + panel.First, panel.Rows);
            if (weights.Bias.Length > 0)
                weights.Bias.AsSpan(group * g.OutChannelsPerGroup, g.OutChannelsPerGroup).CopyTo(new Span<float>(BiasOf(group, 0), g.OutChannelsPerGroup));
        }
    }

    public PinnedBuffer Panels { get; }

    public PinnedBuffer Bias { get; }

    /// <summary>The packed weights for a plan; plans for other input sizes that cut channels alike get the same object.</summary>
    public static PackedChannelWeights Of(ChannelLanesPlan plan, LayerWeights weights) =>
        weights.Packed((typeof(PackedChannelWeights), plan.Lanes, plan.UnitVectors), source => new PackedChannelWeights(plan, source));

    /// <summary>The panel that begins with a vector of a group.</summary>
    public float* Panel(long group, long vector) => Panels.Pointer + (group * _plan.Vectors + vector) * _plan.Lanes * _plan.Geometry.Taps;

    /// <summary>The bias from a vector of a group on.</summary>
    public float* BiasOf(long group, long vector) => Bias.Pointer + (group * _plan.Vectors + vector) * _plan.Lanes;

    private void Pack(ReadOnlySpan<float> weights, int group, long firstVector, int rows)
    {
        ConvGeometry g = _plan.Geometry;
        float* packed = Panel(group, firstVector);
        long first = firstVector * _plan.Lanes, lanes = (long)rows * _plan.Lanes;
        for (long tap = 0; tap < g.Taps; tap++)
            for (long channel = first; channel < first + lanes; channel++)
                *packed++ = channel < g.OutChannelsPerGroup ? weights[(int)((group * (long)g.OutChannelsPerGroup + channel) * g.Taps + tap)] : 0f;
    }
}
