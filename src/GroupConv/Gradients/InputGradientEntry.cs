using GroupConv.Memory;
using GroupConv.Planning;

namespace GroupConv.Gradients;

/// <summary>The gradient of a layer's input, or a transposed convolution, on one input size of the layer.</summary>
/// <param name="plan">How it runs.</param>
/// <param name="height">Rows of the layer's input.</param>
/// <param name="width">Its columns.</param>
/// <param name="weights">The layer's.</param>
/// <param name="scratch">Working memory of the only caller, or null: then each call has its own.</param>
internal sealed class InputGradientEntry(InputGradientPlan plan, int height, int width, LayerWeights weights, Scratch? scratch)
    : SizeEntry(plan.Geometry.Batch, height, width)
{
    public ConvGeometry Geometry { get; } = plan.Geometry;

    public CallPool<ConvCall> Calls { get; } = new(() =>
    {
        var prepared = new PreparedInputGradient(plan, weights);
        return () => prepared.NewCall(scratch ?? new Scratch());
    });
}
