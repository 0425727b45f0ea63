using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.Tiles;

namespace GroupConv.ChannelLanes;

/// <summary>
/// The weights as the tiles read them: part after part, panel after panel of vectors of output channels, [taps, rows, lanes] each, with
/// zeros in lanes without a channel. Beside them the bias, filled up the same way.
/// </summary>
internal sealed unsafe class PackedChannelWeights : IPackedWeights
{
    private readonly ChannelLanesPlan _plan;
    private readonly RowPanel[] _panels, _lastPanels;

    private PackedChannelWeights(ChannelLanesPlan plan)
    {
        _plan = plan;
        Panels = new PinnedBuffer(plan.Parts * plan.Vectors * plan.Lanes * plan.Geometry.Taps);
        Bias = new PinnedBuffer(plan.Parts * plan.Vectors * plan.Lanes);
        _panels = [.. plan.PanelsOf(plan.UnitVectors)];
        _lastPanels = [.. plan.PanelsOf(plan.Vectors - (plan.ChannelBlocks - 1) * plan.UnitVectors)];
    }

    public PinnedBuffer Panels { get; }

    public PinnedBuffer Bias { get; }

    /// <summary>The packed weights for a plan; plans for other input sizes that cut channels alike get the same object.</summary>
    public static PackedChannelWeights Of(ChannelLanesPlan plan, LayerWeights weights) =>
        weights.Packed((typeof(PackedChannelWeights), plan.Lanes, plan.UnitVectors, plan.PanelVectors, plan.SharesVectors), () => new PackedChannelWeights(plan));

    public void Fill(LayerWeights weights)
    {
        Bias.Span.Fill(-0f); // the one number that changes nothing when added
        for (long part = 0; part < _plan.Parts; part++)
        {
            for (long block = 0; block < _plan.Vectors; block += _plan.UnitVectors)
                foreach (RowPanel panel in block + _plan.UnitVectors < _plan.Vectors ? _panels : _lastPanels)
                    Pack(weights.Weights, part, block + panel.First, panel.Rows);
            var channels = (int)_plan.Channels(part);
            if (weights.Bias.Length > 0)
                weights.Bias.Slice((int)_plan.FirstChannel(part), channels).CopyTo(new Span<float>(BiasOf(part, 0), channels));
        }
    }

    /// <summary>The panel that begins with a vector of a part.</summary>
    public float* Panel(long part, long vector) => Panels.Pointer + (part * _plan.Vectors + vector) * _plan.Lanes * _plan.Geometry.Taps;

    /// <summary>The bias from a vector of a part on.</summary>
    public float* BiasOf(long part, long vector) => Bias.Pointer + (part * _plan.Vectors + vector) * _plan.Lanes;

    private void Pack(ReadOnlySpan<float> weights, long part, long firstVector, int rows)
    {
        float* packed = Panel(part, firstVector);
        long taps = _plan.Geometry.Taps, channels = _plan.Channels(part);
        long first = firstVector * _plan.Lanes, lanes = (long)rows * _plan.Lanes;
        for (long tap = 0; tap < taps; tap++)
            for (long channel = first; channel < first + lanes; channel++)
                *packed++ = channel < channels ? weights[(int)((_plan.FirstChannel(part) + channel) * taps + tap)] : 0f;
    }
}
