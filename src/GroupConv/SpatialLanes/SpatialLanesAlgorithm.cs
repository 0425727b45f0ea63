using GroupConv.Memory;
using GroupConv.Planning;

namespace GroupConv.SpatialLanes;

/// <summary>
/// Lanes along space: every vector holds neighbouring positions of one output row, so that all lanes work however few channels a group
/// has, and taps are read from the padded input in place.
/// </summary>
internal sealed class SpatialLanesAlgorithm : IAlgorithm
{
    public ConvAlgorithm Id => ConvAlgorithm.SpatialLanes;

    public string? WhyNot(ConvGeometry geometry)
    {
        if (geometry.OutPlane > PinnedTable.MaxLength) // every position is a site where rows or vectors are a single float
            return $"an output plane has {geometry.OutPlane} positions, over {PinnedTable.MaxLength}";
        var plan = new SpatialLanesPlan(geometry, geometry.Options.Tier.Resolve());
        return plan.ScratchElements > PinnedBuffer.MaxLength
            ? $"a row block's padded input has {plan.ScratchElements} elements, over {PinnedBuffer.MaxLength}"
            : null;
    }

    public ConvPlan Plan(ConvGeometry geometry, VectorTier tier) => new SpatialLanesPlan(geometry, tier);

    public IPreparedConv Prepare(ConvPlan plan, LayerWeights weights) => new PreparedSpatialLanes((SpatialLanesPlan)plan, weights);
}
