using GroupConv.Networks.Steps;

namespace GroupConv.Networks.Training.Steps;

/// <summary>
/// A transposed convolution forward: what a convolution from its output to its input does backward, with the same weights. Its bias is
/// added apart.
/// </summary>
/// <param name="layer">That convolution.</param>
/// <param name="geometry">Its sizes.</param>
/// <param name="places">The transpose's tensors.</param>
internal sealed unsafe class TransposedForwardStep(GroupedConv2d layer, ConvGeometry geometry, ConvPlaces places) : IStep
{
    public void Run(float** buffers, int maxThreads, CancellationToken cancellationToken)
    {
        places.Update(layer, buffers);
        layer.BackwardInput(
            new(places.Input.In(buffers), (int)geometry.OutElements), geometry.Batch, geometry.InHeight, geometry.InWidth,
            new(places.Output.In(buffers), (int)geometry.InElements), maxThreads, cancellationToken);
    }
}

/// <summary>A transposed convolution backward, which is that convolution forward.</summary>
/// <param name="layer">That convolution.</param>
/// <param name="geometry">Its sizes.</param>
/// <param name="places">The transpose's tensors.</param>
/// <param name="gradients">Where their gradients are.</param>
/// <param name="needsInput">Whether the gradient of the input is needed.</param>
internal sealed unsafe class TransposedBackwardStep(GroupedConv2d layer, ConvGeometry geometry, ConvPlaces places, ConvPlaces gradients, bool needsInput) : IStep
{
    public void Run(float** buffers, int maxThreads, CancellationToken cancellationToken)
    {
        ReadOnlySpan<float> gradient = new(gradients.Output.In(buffers), (int)geometry.InElements);
        layer.BackwardWeights(
            gradient, new(places.Input.In(buffers), (int)geometry.OutElements), geometry.Batch, geometry.InHeight, geometry.InWidth,
            new(gradients.Weight.In(buffers), layer.Weights.Length), maxThreads: maxThreads, cancellationToken: cancellationToken);
        if (needsInput)
        {
            layer.Forward(
                gradient, geometry.Batch, geometry.InHeight, geometry.InWidth,
                new(gradients.Input.In(buffers), (int)geometry.OutElements), maxThreads, cancellationToken);
        }
    }
}
