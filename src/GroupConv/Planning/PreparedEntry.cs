using GroupConv.Memory;

namespace GroupConv.Planning;

/// <summary>A layer's convolution on one input size.</summary>
/// <param name="plan">How it runs.</param>
/// <param name="weights">The layer's.</param>
/// <param name="scratch">Working memory of the only caller, or null: then each call has its own.</param>
internal sealed class PreparedEntry(ConvPlan plan, LayerWeights weights, Scratch? scratch)
    : SizeEntry(plan.Geometry.Batch, plan.Geometry.InHeight, plan.Geometry.InWidth)
{
    public ConvGeometry Geometry { get; } = plan.Geometry;

    public CallPool<ConvCall> Calls { get; } = new(() =>
    {
        IPreparedConv prepared = Planner.Prepare(plan, weights);
        return () => prepared.NewCall(scratch ?? new Scratch());
    });
}
