using GroupConv.Memory;
using GroupConv.Planning;

namespace GroupConv.Im2colGemm;

/// <summary>
/// The weights in the order the tiles read them: for each group, block of taps and panel of tile rows, [taps, rows]; a group's last panel
/// is filled up with zeros. Beside them the bias, filled up the same way.
/// </summary>
internal sealed unsafe class PackedGemmWeights : IPackedWeights
{
    private readonly Im2colGemmPlan _plan;

    private PackedGemmWeights(Im2colGemmPlan plan)
    {
        _plan = plan;
        Panels = new PinnedBuffer(plan.PackedWeightElements);
        Bias = new PinnedBuffer(plan.Geometry.Groups * plan.RowPanels * plan.Tile.Rows);
    }

    public PinnedBuffer Panels { get; }

    public PinnedBuffer Bias { get; }

    /// <summary>The packed weights for a plan; plans for other input sizes get the same object.</summary>
    public static PackedGemmWeights Of(Im2colGemmPlan plan, LayerWeights weights) =>
        weights.Packed((typeof(PackedGemmWeights), plan.Tile.Rows, plan.DepthBlock), () => new PackedGemmWeights(plan));

    public void Fill(LayerWeights weights)
    {
        PackPanels(weights.Weights);
        PackBias(weights.Bias);
    }

    /// <summary>The panel [depth, rows] of a group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="firstTap">The first tap of the block.</param>
    /// <param name="depth">Taps in the block.</param>
    /// <param name="rowPanel">The panel within the group.</param>
    public float* Panel(long group, long firstTap, long depth, long rowPanel) =>
        Panels.Pointer + ((group * _plan.Geometry.Taps + firstTap) * _plan.RowPanels + rowPanel * depth) * _plan.Tile.Rows;

    /// <summary>The bias of a panel's rows.</summary>
    public float* PanelBias(long group, long rowPanel) => Bias.Pointer + (group * _plan.RowPanels + rowPanel) * _plan.Tile.Rows;

    private void PackPanels(ReadOnlySpan<float> weights)
    {
        ConvGeometry g = _plan.Geometry;
        float* packed = Panels.Pointer;
        for (int group = 0; group < g.Groups; group++)
            for (long firstTap = 0; firstTap < g.Taps; firstTap += _plan.DepthBlock)
            {
                long end = Math.Min(firstTap + _plan.DepthBlock, g.Taps);
                for (long first = 0; first < g.OutChannelsPerGroup; first += _plan.Tile.Rows)
                    for (long tap = firstTap; tap < end; tap++)
                        for (long row = first; row < first + _plan.Tile.Rows; row++)
                            *packed++ = row < g.OutChannelsPerGroup
                                ? weights[(int)((group * g.OutChannelsPerGroup + row) * g.Taps + tap)]
                                : 0f;
            }
    }

    private void PackBias(ReadOnlySpan<float> bias)
    {
        ConvGeometry g = _plan.Geometry;
        Bias.Span.Fill(-0f); // the one number that changes nothing when added
        if (bias.IsEmpty)
            return;
        for (int group = 0; group < g.Groups; group++)
            bias.Slice(group * g.OutChannelsPerGroup, g.OutChannelsPerGroup).CopyTo(new Span<float>(PanelBias(group, 0), g.OutChannelsPerGroup));
    }
}
