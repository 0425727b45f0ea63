using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.Tiles;

namespace GroupConv.SpatialLanes;

/// <summary>The weights as the tiles read them: panel after panel of output channels, [taps, rows] each; and a bias for every channel.</summary>
internal sealed unsafe class PackedSpatialWeights : IPackedWeights
{
    private readonly ConvGeometry _geometry;
    private readonly long _taps;
    private readonly RowPanel[] _panels;

    private PackedSpatialWeights(ConvGeometry geometry)
    {
        _geometry = geometry;
        _taps = geometry.Taps;
        Panels = new PinnedBuffer(geometry.WeightElements);
        Bias = new PinnedBuffer(geometry.OutChannels);
        _panels = [.. RowPanel.Of(geometry.OutChannelsPerGroup)];
    }

    public PinnedBuffer Panels { get; }

    public PinnedBuffer Bias { get; }

    /// <summary>The order depends on nothing but the layer, so all input sizes share it.</summary>
    public static PackedSpatialWeights Of(ConvGeometry geometry, LayerWeights weights) =>
        weights.Packed(typeof(PackedSpatialWeights), () => new PackedSpatialWeights(geometry));

    public void Fill(LayerWeights weights)
    {
        for (int group = 0; group < _geometry.Groups; group++)
            foreach (RowPanel panel in _panels)
                Pack(weights.Weights, group * _geometry.OutChannelsPerGroup + panel.First, panel.Rows);
        weights.FillBias(Bias);
    }

    /// <summary>The panel whose first channel is this one, counted over all groups.</summary>
    public float* Panel(long firstChannel) => Panels.Pointer + firstChannel * _taps;

    private void Pack(ReadOnlySpan<float> weights, int firstChannel, int rows)
    {
        float* packed = Panel(firstChannel);
        for (long tap = 0; tap < _taps; tap++)
            for (int row = 0; row < rows; row++)
                *packed++ = weights[(int)((firstChannel + row) * _taps + tap)];
    }
}
