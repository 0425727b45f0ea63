using GroupConv.Memory;

namespace GroupConv.Planning;

/// <summary>A layer's convolution on one input size.</summary>
internal sealed class PreparedEntry(ConvPlan plan, LayerWeights weights)
    : SizeEntry(plan.Geometry.Batch, plan.Geometry.InHeight, plan.Geometry.InWidth)
{
    public ConvGeometry Geometry { get; } = plan.Geometry;

    public CallPool<ConvCall> Calls { get; } = new(() =>
    {
        IPreparedConv prepared = Planner.Prepare(plan, weights);
        return () => prepared.NewCall(new Scratch());
    });

    /// <summary>The sizes that a layer has met.</summary>
    public static SizeCache<PreparedEntry> CacheOf(GroupedConv2dOptions options, LayerWeights weights) =>
        new((batch, height, width) => new PreparedEntry(Planner.Plan(new ConvGeometry(options, batch, height, width)), weights));
}
