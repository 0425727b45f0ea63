using GroupConv.Memory;
using GroupConv.Planning;

namespace GroupConv.ChannelLanes;

/// <summary>
/// Lanes along output channels: every vector holds neighbouring channels of one position. All lanes work however small and odd a plane
/// is, as long as a group's channels fill them.
/// </summary>
internal sealed class ChannelLanesAlgorithm : IAlgorithm
{
    public ConvAlgorithm Id => ConvAlgorithm.ChannelLanes;

    public string? WhyNot(ConvGeometry geometry)
    {
        var plan = new ChannelLanesPlan(geometry, geometry.Options.Tier.Resolve());
        if (geometry.OutPlane > int.MaxValue)
            return $"an output plane has {geometry.OutPlane} positions, over {int.MaxValue}";
        if (plan.PackedWeightBytes / sizeof(float) > PinnedBuffer.MaxLength)
            return $"the packed weights have {plan.PackedWeightBytes / sizeof(float)} elements, over {PinnedBuffer.MaxLength}";
        return plan.ScratchElements > PinnedBuffer.MaxLength
            ? $"a row block's input and output have {plan.ScratchElements} elements, over {PinnedBuffer.MaxLength}"
            : null;
    }

    public ConvPlan Plan(ConvGeometry geometry, VectorTier tier) => new ChannelLanesPlan(geometry, tier);

    public IPreparedConv Prepare(ConvPlan plan, LayerWeights weights) => new PreparedChannelLanes((ChannelLanesPlan)plan, weights);
}
