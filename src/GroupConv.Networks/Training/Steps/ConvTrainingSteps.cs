using GroupConv.Networks.Compilation;
using GroupConv.Networks.Steps;

namespace GroupConv.Networks.Training.Steps;

/// <summary>The places of a convolution's tensors.</summary>
/// <param name="Input">[N, Cin, H, W].</param>
/// <param name="Weight">[Cout, Cin/G, Kh, Kw].</param>
/// <param name="Bias">[Cout], or null.</param>
/// <param name="Output">[N, Cout, OutHeight, OutWidth].</param>
internal sealed record ConvPlaces(Place Input, Place Weight, Place? Bias, Place Output)
{
    /// <summary>The weights as they are now, in the order the kernels read them.</summary>
    public unsafe void Update(GroupedConv2d layer, float** buffers)
    {
        ReadOnlySpan<float> bias = Bias is { } place ? new(place.In(buffers), layer.Options.OutChannels) : [];
        layer.Update(new(Weight.In(buffers), layer.Weights.Length), bias);
    }
}

/// <summary>A convolution forward, with weights that may have changed since the last run.</summary>
/// <param name="layer">The convolution, of all batch sizes.</param>
/// <param name="geometry">Its sizes.</param>
/// <param name="places">Where its tensors are.</param>
internal sealed unsafe class ConvForwardStep(GroupedConv2d layer, ConvGeometry geometry, ConvPlaces places) : IStep
{
    public void Run(float** buffers, int maxThreads, CancellationToken cancellationToken)
    {
        places.Update(layer, buffers);
        layer.Forward(
            new(places.Input.In(buffers), (int)geometry.InElements), geometry.Batch, geometry.InHeight, geometry.InWidth,
            new(places.Output.In(buffers), (int)geometry.OutElements), maxThreads, cancellationToken);
    }
}

/// <summary>A convolution backward.</summary>
/// <param name="layer">The convolution.</param>
/// <param name="geometry">Its sizes.</param>
/// <param name="places">Where its tensors are.</param>
/// <param name="gradients">Where their gradients are; that of the output is read, the others are written.</param>
/// <param name="needsInput">Whether the gradient of the input is needed.</param>
internal sealed unsafe class ConvBackwardStep(GroupedConv2d layer, ConvGeometry geometry, ConvPlaces places, ConvPlaces gradients, bool needsInput) : IStep
{
    public void Run(float** buffers, int maxThreads, CancellationToken cancellationToken)
    {
        ReadOnlySpan<float> gradient = new(gradients.Output.In(buffers), (int)geometry.OutElements);
        Span<float> bias = gradients.Bias is { } place ? new(place.In(buffers), layer.Options.OutChannels) : [];
        layer.BackwardWeights(
            new(places.Input.In(buffers), (int)geometry.InElements), gradient, geometry.Batch, geometry.InHeight, geometry.InWidth,
            new(gradients.Weight.In(buffers), layer.Weights.Length), bias, maxThreads, cancellationToken);
        if (needsInput)
        {
            layer.BackwardInput(
                gradient, geometry.Batch, geometry.InHeight, geometry.InWidth,
                new(gradients.Input.In(buffers), (int)geometry.InElements), maxThreads, cancellationToken);
        }
    }
}
