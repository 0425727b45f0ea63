using GroupConv.Gradients;
using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.Threading;

namespace GroupConv;

/// <content>The gradients.</content>
public sealed unsafe partial class GroupedConvTranspose2d
{
    private readonly SizeCache<AdjointEntry> _inputGradients;
    private readonly SizeCache<TransposedGradientEntry> _weightGradients;

    /// <summary>Replaces weights and bias, as <see cref="GroupedConv2d.Update"/>. No other call of the layer may be at work meanwhile.</summary>
    /// <param name="weights">[Cin, Cout/G, Kh, Kw], flat.</param>
    /// <param name="bias">[Cout]; empty where <see cref="GroupedConvTranspose2dOptions.Bias"/> is false.</param>
    /// <exception cref="ArgumentException">A length is not the layer's.</exception>
    public void Update(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias = default)
    {
        ThrowIfNotWeights(weights.Length, nameof(weights));
        ThrowIfNotBias(bias.Length, nameof(bias));
        weights.CopyTo(_ownWeights);
        bias.CopyTo(_ownBias);
        _weights.Repack();
        _adjointWeights.Repack();
    }

    /// <summary>
    /// The gradient of the input: a grouped convolution of the output's gradient with the same weights, and the bits of
    /// <see cref="ReferenceConvolution"/>. A warm call allocates nothing.
    /// </summary>
    /// <param name="outputGradient">[N, Cout, OutHeight, OutWidth], flat.</param>
    /// <param name="batch">N; 0 is an empty input.</param>
    /// <param name="height">H, rows of the layer's input.</param>
    /// <param name="width">W, its columns.</param>
    /// <param name="inputGradient">Receives [N, Cin, H, W], flat; apart from the output's gradient.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor. It does not change the result.</param>
    /// <param name="cancellationToken">Stops the call between two blocks of work; what is in the gradient then is unspecified.</param>
    /// <exception cref="ArgumentException">A length does not fit the sizes, or memory overlaps.</exception>
    /// <exception cref="OverflowException">A size does not fit.</exception>
    /// <exception cref="NotSupportedException">No algorithm can run this size; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the work was done. The layer can be used on.</exception>
    public void BackwardInput(
        ReadOnlySpan<float> outputGradient, int batch, int height, int width, Span<float> inputGradient, int maxThreads = 0,
        CancellationToken cancellationToken = default)
    {
        AdjointEntry entry = _inputGradients.For(batch, height, width);
        ThrowIfNotOutput(entry.Geometry, outputGradient.Length, nameof(outputGradient));
        ThrowIfNotInput(inputGradient.Length, batch, height, width, nameof(inputGradient));
        fixed (float* source = outputGradient)
        fixed (float* target = inputGradient)
        {
            Overlap.ThrowIfAny(nameof(outputGradient), source, outputGradient.Length, target, inputGradient.Length, nameof(inputGradient));
            ConvRun.Run(entry.Calls, batch, source, null, target, maxThreads, cancellationToken);
        }
    }

    /// <summary>
    /// The gradient of weights and bias: weightGradient[ic, oc, kh, kw] = sum over n, ih, iw of input[n, ic, ih, iw] * outputGradient[n, oc,
    /// ih * stride + kh * dilation - pad, iw * stride + kw * dilation - pad], and biasGradient[oc] = sum of outputGradient[n, oc, oh, ow], in
    /// an order that the shape alone fixes. An input or gradient that is not finite makes the gradients of its channel not finite. A warm
    /// call allocates nothing.
    /// </summary>
    /// <param name="input">[N, Cin, H, W], flat: what the layer was run on.</param>
    /// <param name="outputGradient">[N, Cout, OutHeight, OutWidth], flat.</param>
    /// <param name="batch">N; for 0 the gradients are 0.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="weightGradient">Receives [Cin, Cout/G, Kh, Kw], flat; apart from all others.</param>
    /// <param name="biasGradient">Receives [Cout], also for a layer without a bias; empty where it is not wanted.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor. It does not change the result.</param>
    /// <param name="cancellationToken">Stops the call between two blocks of work; what is in the gradients then is unspecified.</param>
    /// <exception cref="ArgumentException">A length does not fit the sizes, or memory overlaps.</exception>
    /// <exception cref="OverflowException">A size does not fit.</exception>
    /// <exception cref="NotSupportedException">A buffer would be too large; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the work was done. The layer can be used on.</exception>
    public void BackwardWeights(
        ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, int batch, int height, int width, Span<float> weightGradient,
        Span<float> biasGradient = default, int maxThreads = 0, CancellationToken cancellationToken = default)
    {
        TransposedGradientEntry entry = _weightGradients.For(batch, height, width);
        ThrowIfNotInput(input.Length, batch, height, width, nameof(input));
        ThrowIfNotOutput(entry.Geometry, outputGradient.Length, nameof(outputGradient));
        ThrowIfNotWeights(weightGradient.Length, nameof(weightGradient));
        if (biasGradient.Length > 0 && biasGradient.Length != Options.OutChannels)
            throw new ArgumentException(
                $"biasGradient must have shape [{Options.OutChannels}] or be empty, but has [{biasGradient.Length}]", nameof(biasGradient));
        fixed (float* inputStart = input)
        fixed (float* outputStart = outputGradient)
        fixed (float* weightStart = weightGradient)
        fixed (float* biasStart = biasGradient)
        {
            GradientOverlap.ThrowIfAny(
                new(inputStart, input.Length), new(outputStart, outputGradient.Length), new(weightStart, weightGradient.Length),
                new(biasStart, biasGradient.Length));
            entry.Weights.Run(outputStart, inputStart, weightStart, null, maxThreads, cancellationToken);
            if (biasStart == null)
                return;
            BiasGradientJob job = entry.Bias.Rent();
            job.Run(outputStart, biasStart, WorkerTeam.Clamp(maxThreads), cancellationToken);
            entry.Bias.Return(job);
        }
    }
}
