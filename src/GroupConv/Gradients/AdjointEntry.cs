using GroupConv.Memory;
using GroupConv.Planning;

namespace GroupConv.Gradients;

/// <summary>The gradient of a transposed convolution's input on one size: the convolution that it is the transpose of, run forward.</summary>
/// <param name="plan">How that convolution runs.</param>
/// <param name="inputs">Rows and columns of the transposed convolution's input.</param>
/// <param name="weights">The layer's, without a bias.</param>
/// <param name="scratch">Working memory of the only caller, or null: then each call has its own.</param>
internal sealed class AdjointEntry(ConvPlan plan, Size2d inputs, LayerWeights weights, Scratch? scratch)
    : SizeEntry(plan.Geometry.Batch, inputs.Height, inputs.Width)
{
    public ConvGeometry Geometry { get; } = plan.Geometry;

    public CallPool<ConvCall> Calls { get; } = new(() =>
    {
        IPreparedConv prepared = Planner.Prepare(plan, weights);
        return (plan.Geometry.OutHeight, plan.Geometry.OutWidth) == inputs
            ? () => prepared.NewCall(scratch ?? new Scratch())
            : () => new CutConvCall(prepared, plan.Geometry, inputs, scratch ?? new Scratch());
    });
}
