using System.Numerics.Tensors;
using GroupConv.Gradients;
using GroupConv.Memory;
using GroupConv.Planning;

namespace GroupConv;

/// <summary>
/// The transpose of a grouped convolution (Zeiler et al., 2010; Dumoulin and Visin, 2016): every input element adds its multiple of the
/// kernel to the output. It is the gradient of a convolution's input, plus a bias, and runs as such: for each phase of the stride a
/// convolution by the taps that reach it, without zeros between the inputs.
/// </summary>
/// <remarks>
/// <para>output[n, oc, ih * stride + kh * dilation - pad, iw * stride + kw * dilation - pad] = bias[oc] + sum over ic, ih, iw, kh, kw of
/// weight[ic, oc, kh, kw] * input[n, ic, ih, iw], with the channels of one group each, as in PyTorch. The bits are those of
/// <see cref="ReferenceGradients.BackwardInput"/>, plus the bias.</para>
/// <para>A layer changes by nothing but <see cref="Update"/>, and may otherwise be used from any number of threads at once.</para>
/// </remarks>
public sealed unsafe partial class GroupedConvTranspose2d
{
    private readonly float[] _ownWeights, _ownBias;
    private readonly LayerWeights _weights, _adjointWeights;
    private readonly SizeCache<InputGradientEntry> _prepared;

    /// <summary>A layer with the given weights; they are copied.</summary>
    /// <param name="options">What the layer is to be.</param>
    /// <param name="weights">[Cin, Cout/G, Kh, Kw], flat.</param>
    /// <param name="bias">[Cout]; empty where <see cref="GroupedConvTranspose2dOptions.Bias"/> is false.</param>
    /// <exception cref="ArgumentException">A length is not what the options ask for, or the options are not valid.</exception>
    public GroupedConvTranspose2d(GroupedConvTranspose2dOptions options, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Options = options;
        ThrowIfNotWeights(weights.Length, nameof(weights));
        ThrowIfNotBias(bias.Length, nameof(bias));
        _ownWeights = weights.ToArray();
        _ownBias = bias.ToArray();
        _weights = new LayerWeights(_ownWeights, _ownBias);
        _adjointWeights = new LayerWeights(_ownWeights, default);
        _prepared = new SizeCache<InputGradientEntry>((batch, height, width) => new InputGradientEntry(
            new InputGradientPlan(AdjointGeometry(batch, height, width), (height, width), options.Bias, "the transposed convolution"), height, width, _weights, Scratch));
        _inputGradients = new SizeCache<AdjointEntry>((batch, height, width) =>
            new AdjointEntry(Planner.Plan(AdjointGeometry(batch, height, width)), (height, width), _adjointWeights, Scratch));
        _weightGradients = new SizeCache<TransposedGradientEntry>((batch, height, width) =>
            new TransposedGradientEntry(new WeightGradientPlan(AdjointGeometry(batch, height, width), (height, width)), height, width, Scratch));
    }

    /// <summary>Working memory of a caller that runs layers one after the other; null where every call has its own.</summary>
    internal Scratch? Scratch { private get; init; }

    /// <summary>What the layer was made of.</summary>
    public GroupedConvTranspose2dOptions Options { get; }

    /// <summary>[Cin, Cout/G, Kh, Kw].</summary>
    public ReadOnlySpan<float> Weights => _ownWeights;

    /// <summary>[Cout], or empty.</summary>
    public ReadOnlySpan<float> Bias => _ownBias;

    /// <summary>Rows and columns of the output: as <see cref="GroupedConvTranspose2dOptions.OutSize"/>.</summary>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    /// <returns>OutHeight and OutWidth.</returns>
    /// <exception cref="ArgumentException">A side of the input is not positive, or nothing is left of the output.</exception>
    /// <exception cref="OverflowException">A side is over 2^31 - 1.</exception>
    public Size2d OutSize(int height, int width) => Options.OutSize(height, width);

    /// <summary>Runs the transposed convolution into a new tensor.</summary>
    /// <param name="input">[N, Cin, H, W]; strides are honoured, through a dense copy where the input is not dense.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor. It does not change the result.</param>
    /// <param name="cancellationToken">Stops the call between two blocks of the output.</param>
    /// <returns>[N, Cout, OutHeight, OutWidth].</returns>
    /// <exception cref="ArgumentException">The shape does not fit the layer.</exception>
    /// <exception cref="OverflowException">A size does not fit.</exception>
    /// <exception cref="NotSupportedException">No algorithm can run this size, or a buffer would be too large; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the work was done. The layer can be used on.</exception>
    public Tensor<float> Forward(Tensor<float> input, int maxThreads = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Rank != 4)
            throw new ArgumentException($"input must be [N, Cin, H, W], but has shape {ShapeText.Of(input.Lengths)}", nameof(input));
        if (input.Lengths[1] != Options.InChannels)
            throw new ArgumentException(
                $"given groups={Options.Groups} and weights of shape {Options.Adjoint.WeightShapeText}, expected input "
                + $"{ShapeText.Of(input.Lengths)} to have {Options.InChannels} channels, but got {input.Lengths[1]}", nameof(input));
        int batch = Sizes.ToLength(input.Lengths[0], "the batch");
        int height = Sizes.ToLength(input.Lengths[2], "the input's height"), width = Sizes.ToLength(input.Lengths[3], "the input's width");
        ConvGeometry adjoint = _prepared.For(batch, height, width).Geometry;
        Tensor<float> output = Tensor.CreateFromShapeUninitialized<float>([batch, Options.OutChannels, adjoint.InHeight, adjoint.InWidth]);
        ReadOnlySpan<float> source = input.IsDense && input.FlattenedLength > 0 ? input.GetSpan([0, 0, 0, 0], (int)input.FlattenedLength) : Dense(input);
        Span<float> target = output.FlattenedLength > 0 ? output.GetSpan([0, 0, 0, 0], (int)output.FlattenedLength) : [];
        Forward(source, batch, height, width, target, maxThreads, cancellationToken);
        return output;
    }

    /// <summary>
    /// Runs the transposed convolution on plain memory. A warm call allocates nothing: one with sizes among the 16 that the
    /// layer met last, and no more callers or threads than before.
    /// </summary>
    /// <param name="input">[N, Cin, H, W], flat.</param>
    /// <param name="batch">N; 0 is an empty input.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="output">Receives [N, Cout, OutHeight, OutWidth], flat; apart from the input.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor. It does not change the result.</param>
    /// <param name="cancellationToken">Stops the call between two blocks of the output, whose content is then unspecified.</param>
    /// <exception cref="ArgumentException">A length does not fit the sizes, or input and output overlap.</exception>
    /// <exception cref="OverflowException">A size does not fit.</exception>
    /// <exception cref="NotSupportedException">No algorithm can run this size, or a buffer would be too large; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the work was done. The layer can be used on.</exception>
    public void Forward(
        ReadOnlySpan<float> input, int batch, int height, int width, Span<float> output, int maxThreads = 0,
        CancellationToken cancellationToken = default)
    {
        InputGradientEntry entry = _prepared.For(batch, height, width);
        ThrowIfNotInput(input.Length, batch, height, width, nameof(input));
        ThrowIfNotOutput(entry.Geometry, output.Length, nameof(output));
        fixed (float* source = input)
        fixed (float* target = output)
        {
            Overlap.ThrowIfAny(nameof(input), source, input.Length, target, output.Length, nameof(output));
            ConvRun.Run(entry.Calls, batch, source, null, target, maxThreads, cancellationToken);
        }
    }

    /// <summary>Lets go of the working memory that the layer keeps for the input sizes it has met. Packed weights stay.</summary>
    public void ReleaseWorkspace()
    {
        _prepared.Clear();
        _inputGradients.Clear();
        _weightGradients.Clear();
    }

    /// <summary>The layer in words.</summary>
    /// <returns>Channels, weight shape, stride, padding, dilation, groups.</returns>
    public override string ToString() => $"GroupedConvTranspose2d {Options}";

    private ConvGeometry AdjointGeometry(int batch, int height, int width)
    {
        Size2d size = Options.OutSize(height, width);
        return new ConvGeometry(Options.Adjoint, batch, size.Height, size.Width);
    }

    private static float[] Dense(Tensor<float> input)
    {
        var dense = new float[input.FlattenedLength];
        input.FlattenTo(dense);
        return dense;
    }

    private void ThrowIfNotWeights(int actual, string name)
    {
        long expected = Options.Adjoint.WeightElements;
        if (actual != expected)
            throw new ArgumentException($"{name} must have shape {Options.Adjoint.WeightShapeText} = {expected} elements, but have {actual}", name);
    }

    private void ThrowIfNotBias(int actual, string name)
    {
        int expected = Options.Bias ? Options.OutChannels : 0;
        if (actual != expected)
            throw new ArgumentException($"{name} must have shape [{expected}], but has [{actual}]; the options say Bias = {Options.Bias}", name);
    }

    private void ThrowIfNotInput(int actual, int batch, int height, int width, string name)
    {
        long expected = Sizes.Product("the number of the input's elements", batch, Options.InChannels, height, width);
        if (actual != expected)
            throw new ArgumentException(
                $"{name} must have shape {ShapeText.Of([batch, Options.InChannels, height, width])} = {expected} elements, but has {actual}", name);
    }

    private static void ThrowIfNotOutput(ConvGeometry adjoint, int actual, string name)
    {
        if (actual != adjoint.InElements)
            throw new ArgumentException($"{name} must have shape {ShapeText.Of(adjoint.InShape)} = {adjoint.InElements} elements, but has {actual}", name);
    }
}
