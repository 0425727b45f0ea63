using GroupConv.Gradients;
using GroupConv.Memory;
using GroupConv.Planning;

namespace GroupConv;

/// <content>The gradients of a loss, from that of the layer's output back to its input, weights and bias (Rumelhart et al., 1986).</content>
public sealed unsafe partial class GroupedConv2d
{
    private readonly SizeCache<InputGradientEntry> _inputGradients;
    private readonly SizeCache<WeightGradientEntry> _weightGradients;

    /// <summary>
    /// Replaces weights and bias; they are copied, and every form of them that the layer keeps for its input sizes is made anew in place. It
    /// allocates nothing. No other call of the layer may be at work meanwhile, and <see cref="Weights"/> and <see cref="Bias"/> that were
    /// read before show the new values.
    /// </summary>
    /// <param name="weights">[Cout, Cin/G, Kh, Kw], flat.</param>
    /// <param name="bias">[Cout]; empty where <see cref="GroupedConv2dOptions.Bias"/> is false.</param>
    /// <exception cref="ArgumentException">A length is not the layer's.</exception>
    public void Update(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias = default)
    {
        ThrowIfNotWeights(Options, weights.Length);
        ThrowIfNotBias(Options, bias.Length);
        weights.CopyTo(_ownWeights);
        bias.CopyTo(_ownBias);
        _weights.Repack();
    }

    /// <summary>
    /// The gradient of the input: inputGradient[n, ic, ih, iw] = sum over oc and the taps of weight[oc, ic, kh, kw] *
    /// outputGradient[n, oc, oh, ow] with oh * stride + kh * dilation - pad = ih, and for the columns likewise. It is itself a grouped
    /// convolution, with weights turned round and exchanged within each group (Dumoulin and Visin, 2016), one for each phase of the stride,
    /// and runs as such: see <see cref="ReferenceGradients"/> for its bits. A warm call allocates nothing.
    /// </summary>
    /// <param name="outputGradient">[N, Cout, OutHeight, OutWidth], flat.</param>
    /// <param name="batch">N; 0 is an empty input.</param>
    /// <param name="height">H, rows of the layer's input.</param>
    /// <param name="width">W, its columns.</param>
    /// <param name="inputGradient">Receives [N, Cin, H, W], flat; apart from the output's gradient.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor. It does not change the result.</param>
    /// <param name="cancellationToken">Stops the call between two blocks of work; what is in the gradient then is unspecified.</param>
    /// <exception cref="InvalidOperationException">The layer has a clamp, or a layout that is not planes.</exception>
    /// <exception cref="ArgumentException">A length does not fit the sizes, or memory overlaps.</exception>
    /// <exception cref="OverflowException">A size does not fit.</exception>
    /// <exception cref="NotSupportedException">No algorithm can run this size, or a buffer would be too large; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the work was done. The layer can be used on.</exception>
    public void BackwardInput(
        ReadOnlySpan<float> outputGradient, int batch, int height, int width, Span<float> inputGradient, int maxThreads = 0,
        CancellationToken cancellationToken = default)
    {
        ThrowIfNoGradient(Options);
        InputGradientEntry entry = _inputGradients.For(batch, height, width);
        ConvGeometry g = entry.Geometry;
        ThrowIfNotOutputLength(g, outputGradient.Length, nameof(outputGradient));
        ThrowIfNotInputLength(g, inputGradient.Length, nameof(inputGradient));
        fixed (float* source = outputGradient)
        fixed (float* target = inputGradient)
        {
            Overlap.ThrowIfAny(nameof(outputGradient), source, outputGradient.Length, target, inputGradient.Length, nameof(inputGradient));
            ConvRun.Run(entry.Calls, batch, source, null, target, maxThreads, cancellationToken);
        }
    }

    /// <summary>
    /// The gradient of weights and bias: weightGradient[oc, ic, kh, kw] = sum over n, oh, ow of outputGradient[n, oc, oh, ow] *
    /// input[n, ic, oh * stride + kh * dilation - pad, ow * stride + kw * dilation - pad], and biasGradient[oc] = sum of
    /// outputGradient[n, oc, oh, ow]. The order of the sums is fixed by the shape alone: see <see cref="ReferenceGradients"/>. An input or
    /// gradient that is not finite makes the gradients of its channel not finite. A warm call allocates nothing.
    /// </summary>
    /// <param name="input">[N, Cin, H, W], flat: what the layer was run on.</param>
    /// <param name="outputGradient">[N, Cout, OutHeight, OutWidth], flat.</param>
    /// <param name="batch">N; for 0 the gradients are 0.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="weightGradient">Receives [Cout, Cin/G, Kh, Kw], flat; apart from all others.</param>
    /// <param name="biasGradient">Receives [Cout], also for a layer without a bias; empty where it is not wanted.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor. It does not change the result.</param>
    /// <param name="cancellationToken">Stops the call between two blocks of work; what is in the gradients then is unspecified.</param>
    /// <exception cref="InvalidOperationException">The layer has a clamp, or a layout that is not planes.</exception>
    /// <exception cref="ArgumentException">A length does not fit the sizes, or memory overlaps.</exception>
    /// <exception cref="OverflowException">A size does not fit.</exception>
    /// <exception cref="NotSupportedException">A buffer would be too large; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the work was done. The layer can be used on.</exception>
    public void BackwardWeights(
        ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, int batch, int height, int width, Span<float> weightGradient,
        Span<float> biasGradient = default, int maxThreads = 0, CancellationToken cancellationToken = default)
    {
        ThrowIfNoGradient(Options);
        WeightGradientEntry entry = _weightGradients.For(batch, height, width);
        ThrowIfNotInputLength(entry.Geometry, input.Length, nameof(input));
        ThrowIfNotOutputLength(entry.Geometry, outputGradient.Length, nameof(outputGradient));
        ThrowIfNotWeights(Options, weightGradient.Length, nameof(weightGradient));
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
            entry.Run(inputStart, outputStart, weightStart, biasStart, maxThreads, cancellationToken);
        }
    }

    private InputGradientEntry NewInputGradient(int batch, int height, int width)
    {
        var geometry = new ConvGeometry(Options, batch, height, width);
        return new InputGradientEntry(new InputGradientPlan(geometry, (geometry.OutHeight, geometry.OutWidth)), height, width, _weights, Scratch);
    }

    private WeightGradientEntry NewWeightGradient(int batch, int height, int width)
    {
        var geometry = new ConvGeometry(Options, batch, height, width);
        return new WeightGradientEntry(new WeightGradientPlan(geometry, (geometry.OutHeight, geometry.OutWidth)), height, width, Scratch);
    }

    private static void ThrowIfNoGradient(GroupedConv2dOptions options)
    {
        if (options.InputLayout != TensorLayout.Nchw || options.OutputLayout != TensorLayout.Nchw)
            throw new InvalidOperationException(
                $"gradients are for planes, {nameof(TensorLayout.Nchw)}, but the layer runs {options.InputLayout} to {options.OutputLayout}");
        if (options.Clamp != OutputClamp.None)
            throw new InvalidOperationException(
                $"the gradient of a clamp depends on the output: use a layer without the clamp {options.Clamp}, and mask the output's gradient");
    }
}
