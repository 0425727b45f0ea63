using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.Tiles;

namespace GroupConv.ChannelLanes;

/// <summary>
/// Lanes along output channels: every vector holds neighbouring channels of one position. All lanes work however small and odd a plane
/// is, as long as a group's channels fill them.
/// </summary>
internal sealed class ChannelLanesAlgorithm : IAlgorithm
{
    public ConvAlgorithm Id => ConvAlgorithm.ChannelLanes;

    public bool RunsBlocks => true;

    public bool WritesHalo => true;

    public string? WhyNot(ConvGeometry geometry)
    {
        if (geometry.OutPlane > PositionTable.MostPositions)
            return $"an output plane has {geometry.OutPlane} positions, over {PositionTable.MostPositions}";
        var plan = new ChannelLanesPlan(geometry, geometry.Options.Tier.Resolve());
        if (plan.Pitch * plan.InBlock > int.MaxValue)
            return $"a padded row has {plan.Pitch * plan.InBlock} elements, over {int.MaxValue}";
        if (plan.PackedWeightBytes / sizeof(float) > PinnedBuffer.MaxLength)
            return $"the packed weights have {plan.PackedWeightBytes / sizeof(float)} elements, over {PinnedBuffer.MaxLength}";
        if (plan.ScratchElements > PinnedBuffer.MaxLength)
            return $"a row block's input and output have {plan.ScratchElements} elements, over {PinnedBuffer.MaxLength}";
        if (geometry.HasOutputHalo && plan.WritesPlanes)
            return "outputs that are turned into planes have no halo";
        return geometry.IsPlanes ? null : WhyNotBlocks(geometry, plan);
    }

    /// <summary>Where groups and blocks do not match, other algorithms go through planes.</summary>
    private static string? WhyNotBlocks(ConvGeometry g, ChannelLanesPlan plan)
    {
        if (plan.InBlock > 1 && g.HasPadding && g.Options.PaddingMode != PaddingMode.Zeros)
            return $"{g.Options.PaddingMode} padding of blocks";
        if (plan.SharesVectors)
            return plan.Lanes % g.OutChannelsPerGroup == 0 && g.OutChannels % plan.Lanes == 0
                ? null
                : $"blocks of {plan.Lanes} channels are not whole groups of {g.OutChannelsPerGroup}";
        if (g.InChannelsPerGroup % plan.InBlock != 0 && plan.InBlock % g.InChannelsPerGroup != 0)
            return $"groups of {g.InChannelsPerGroup} channels begin and end inside of blocks of {plan.InBlock}";
        if (g.OutChannelsPerGroup % plan.OutBlock != 0)
            return $"groups of {g.OutChannelsPerGroup} output channels are not whole blocks of {plan.OutBlock}";
        return plan.PanelVectors > RowPanel.MostRows ? $"a block of {plan.OutBlock} channels is {plan.PanelVectors} vectors, over {RowPanel.MostRows}" : null;
    }

    public ConvPlan Plan(ConvGeometry geometry, VectorTier tier) => new ChannelLanesPlan(geometry, tier);

    public IPreparedConv Prepare(ConvPlan plan, LayerWeights weights) => new PreparedChannelLanes((ChannelLanesPlan)plan, weights);
}
