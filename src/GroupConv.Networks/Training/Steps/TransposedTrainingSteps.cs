using GroupConv.Networks.Compilation;
using GroupConv.Networks.Steps;

namespace GroupConv.Networks.Training.Steps;

/// <summary>A transposed convolution forward, with weights that may have changed since the last run.</summary>
/// <param name="layer">The layer, of all batch sizes.</param>
/// <param name="input">Sizes of its input.</param>
/// <param name="output">Sizes of its output.</param>
/// <param name="places">Where its tensors are; the weights are [Cin, Cout/G, Kh, Kw].</param>
internal sealed unsafe class TransposedForwardStep(GroupedConvTranspose2d layer, PlaneSizes input, PlaneSizes output, ConvPlaces places) : IStep
{
    public void Run(float** buffers, int maxThreads, CancellationToken cancellationToken)
    {
        ReadOnlySpan<float> bias = places.Bias is { } place ? new(place.In(buffers), layer.Options.OutChannels) : [];
        layer.Update(new(places.Weight.In(buffers), layer.Weights.Length), bias);
        layer.Forward(
            new(places.Input.In(buffers), (int)input.Elements(TensorLayout.Nchw)), input.Batch, input.Height, input.Width,
            new(places.Output.In(buffers), (int)output.Elements(TensorLayout.Nchw)), maxThreads, cancellationToken);
    }
}

/// <summary>A transposed convolution backward.</summary>
/// <param name="layer">The layer.</param>
/// <param name="input">Sizes of its input.</param>
/// <param name="output">Sizes of its output.</param>
/// <param name="places">Where its tensors are.</param>
/// <param name="gradients">Where their gradients are; that of the output is read, the others are written.</param>
/// <param name="needsInput">Whether the gradient of the input is needed.</param>
internal sealed unsafe class TransposedBackwardStep(
    GroupedConvTranspose2d layer, PlaneSizes input, PlaneSizes output, ConvPlaces places, ConvPlaces gradients, bool needsInput) : IStep
{
    public void Run(float** buffers, int maxThreads, CancellationToken cancellationToken)
    {
        ReadOnlySpan<float> gradient = new(gradients.Output.In(buffers), (int)output.Elements(TensorLayout.Nchw));
        Span<float> bias = gradients.Bias is { } place ? new(place.In(buffers), layer.Options.OutChannels) : [];
        layer.BackwardWeights(
            new(places.Input.In(buffers), (int)input.Elements(TensorLayout.Nchw)), gradient, input.Batch, input.Height, input.Width,
            new(gradients.Weight.In(buffers), layer.Weights.Length), bias, maxThreads, cancellationToken);
        if (needsInput)
        {
            layer.BackwardInput(
                gradient, input.Batch, input.Height, input.Width,
                new(gradients.Input.In(buffers), (int)input.Elements(TensorLayout.Nchw)), maxThreads, cancellationToken);
        }
    }
}
