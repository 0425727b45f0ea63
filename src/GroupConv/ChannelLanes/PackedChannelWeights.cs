using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.Tiles;

namespace GroupConv.ChannelLanes;

/// <summary>
/// The weights as the tiles read them: part after part, panel after panel of vectors of output channels, [taps, rows, lanes] each, with
/// zeros in lanes without a channel. Beside them the bias, filled up the same way.
/// </summary>
internal sealed unsafe class PackedChannelWeights
{
    private readonly ChannelLanesPlan _plan;

    private PackedChannelWeights(ChannelLanesPlan plan, LayerWeights weights)
    {
        _plan = plan;
        Panels = new PinnedBuffer(plan.Parts * plan.Vectors * plan.Lanes * plan.Geometry.Taps);
        Bias = new PinnedBuffer(plan.Parts * plan.Vectors * plan.Lanes);
        Bias.Span.Fill(-0f); // the one number that changes nothing when added
        for (long part = 0; part < plan.Parts; part++)
        {
            for (long block = 0; block < plan.Vectors; block += plan.UnitVectors)
                foreach (RowPanel panel in plan.PanelsOf(Math.Min(plan.UnitVectors, plan.Vectors - block)))
                    Pack(weights.Weights, part, block + panel.First, panel.Rows);
            if (weights.Bias.Length > 0)
                weights.Bias.Slice((int)plan.FirstChannel(part), (int)plan.Channels(part)).CopyTo(new Span<float>(BiasOf(part, 0), (int)plan.Channels(part)));
        }
    }

    public PinnedBuffer Panels { get; }

    public PinnedBuffer Bias { get; }

    /// <summary>The packed weights for a plan; plans for other input sizes that cut channels alike get the same object.</summary>
    public static PackedChannelWeights Of(ChannelLanesPlan plan, LayerWeights weights) =>
        weights.Packed((typeof(PackedChannelWeights), plan.Lanes, plan.UnitVectors, plan.PanelVectors, plan.SharesVectors), source => new PackedChannelWeights(plan, source));

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
