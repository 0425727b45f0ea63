using GroupConv.Memory;
using GroupConv.Planning;

namespace GroupConv.Gradients;

/// <summary>
/// The gradients of a transposed convolution's weights and bias on one size: the weights' are those of the convolution that it is the
/// transpose of, with input and output exchanged.
/// </summary>
/// <param name="plan">That convolution's.</param>
/// <param name="height">Rows of the transposed convolution's input.</param>
/// <param name="width">Its columns.</param>
/// <param name="scratch">Working memory of the only caller, or null: then each call has its own.</param>
internal sealed class TransposedGradientEntry(WeightGradientPlan plan, int height, int width, Scratch? scratch) : SizeEntry(plan.Geometry.Batch, height, width)
{
    public ConvGeometry Geometry { get; } = plan.Geometry;

    public WeightGradientEntry Weights { get; } = new(plan, height, width, scratch);

    public CallPool<BiasGradientJob> Bias { get; } =
        new(() => () => new BiasGradientJob(plan.Geometry.Batch, plan.Geometry.InChannels, plan.Geometry.InPlane));
}
