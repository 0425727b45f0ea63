namespace GroupConv;

/// <content>The gradients.</content>
public sealed partial class GroupedConv1d
{
    /// <summary>Replaces weights and bias, as <see cref="GroupedConv2d.Update"/>. No other call of the layer may be at work meanwhile.</summary>
    /// <param name="weights">[Cout, Cin/G, K], flat.</param>
    /// <param name="bias">[Cout]; empty where <see cref="GroupedConv1dOptions.Bias"/> is false.</param>
    /// <exception cref="ArgumentException">A length is not the layer's.</exception>
    public void Update(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias = default) => Layer.Update(weights, bias);

    /// <summary>The gradient of the input, as <see cref="GroupedConv2d.BackwardInput"/>.</summary>
    /// <param name="outputGradient">[N, Cout, Lout], flat.</param>
    /// <param name="batch">N.</param>
    /// <param name="length">L, of the layer's input.</param>
    /// <param name="inputGradient">Receives [N, Cin, L], flat; apart from the output's gradient.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor.</param>
    /// <param name="cancellationToken">As that of <see cref="GroupedConv2d"/>.</param>
    /// <exception cref="InvalidOperationException">The layer has a clamp.</exception>
    /// <exception cref="ArgumentException">A length does not fit the sizes, or memory overlaps.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the work was done.</exception>
    public void BackwardInput(
        ReadOnlySpan<float> outputGradient, int batch, int length, Span<float> inputGradient, int maxThreads = 0,
        CancellationToken cancellationToken = default) =>
        Layer.BackwardInput(outputGradient, batch, 1, length, inputGradient, maxThreads, cancellationToken);

    /// <summary>The gradient of weights and bias, as <see cref="GroupedConv2d.BackwardWeights"/>.</summary>
    /// <param name="input">[N, Cin, L], flat: what the layer was run on.</param>
    /// <param name="outputGradient">[N, Cout, Lout], flat.</param>
    /// <param name="batch">N; for 0 the gradients are 0.</param>
    /// <param name="length">L.</param>
    /// <param name="weightGradient">Receives [Cout, Cin/G, K], flat; apart from all others.</param>
    /// <param name="biasGradient">Receives [Cout]; empty where it is not wanted.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor.</param>
    /// <param name="cancellationToken">As that of <see cref="GroupedConv2d"/>.</param>
    /// <exception cref="InvalidOperationException">The layer has a clamp.</exception>
    /// <exception cref="ArgumentException">A length does not fit the sizes, or memory overlaps.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the work was done.</exception>
    public void BackwardWeights(
        ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, int batch, int length, Span<float> weightGradient,
        Span<float> biasGradient = default, int maxThreads = 0, CancellationToken cancellationToken = default) =>
        Layer.BackwardWeights(input, outputGradient, batch, 1, length, weightGradient, biasGradient, maxThreads, cancellationToken);
}
