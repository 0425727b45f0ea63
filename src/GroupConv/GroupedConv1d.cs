using System.Numerics.Tensors;
using GroupConv.Memory;

namespace GroupConv;

/// <summary>What a <see cref="GroupedConv1d"/> is to be; names and defaults are those of PyTorch's <c>nn.Conv1d</c>.</summary>
/// <param name="InChannels">Channels of the input, Cin; a multiple of <see cref="Groups"/>.</param>
/// <param name="OutChannels">Channels of the output, Cout; a multiple of <see cref="Groups"/>.</param>
/// <param name="Kernel">Taps of the kernel along the line, K.</param>
public sealed record GroupedConv1dOptions(int InChannels, int OutChannels, int Kernel)
{
    /// <summary>Step of the kernel.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Elements added before and after the line.</summary>
    public Padding1d Padding { get; init; }

    /// <summary>What those elements hold.</summary>
    public PaddingMode PaddingMode { get; init; }

    /// <summary>Distance between neighbouring taps.</summary>
    public int Dilation { get; init; } = 1;

    /// <summary>Groups, G.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Whether a bias is added to each output channel.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Limits on the outputs, applied after the bias.</summary>
    public OutputClamp Clamp { get; init; }

    /// <summary>The algorithm to run.</summary>
    public ConvAlgorithm Algorithm { get; init; }

    /// <summary>The vector width to run with. It does not change the result.</summary>
    public VectorTier Tier { get; init; }

    /// <summary>The layer in words.</summary>
    /// <returns>Channels, weight shape, stride, padding, dilation, groups; and of the rest what is not the default.</returns>
    public override string ToString() => FormattableString.Invariant(
        $"{InChannels} -> {OutChannels}, weights {As2d().WeightShapeText}, stride {Stride}, padding {Padding}, dilation {Dilation}, groups {Groups}")
        + (PaddingMode == PaddingMode.Zeros ? "" : $", {PaddingMode} padding")
        + (Bias ? "" : ", no bias")
        + (Clamp == OutputClamp.None ? "" : $", clamp {Clamp}")
        + (Algorithm == ConvAlgorithm.Auto ? "" : $", {Algorithm}")
        + (Tier == VectorTier.Auto ? "" : $", {Tier}");

    /// <summary>The same layer over images of one row.</summary>
    internal GroupedConv2dOptions As2d() => new(InChannels, OutChannels, (1, Kernel))
    {
        Stride = (1, Stride),
        Padding = Padding.As2d(),
        PaddingMode = PaddingMode,
        Dilation = (1, Dilation),
        Groups = Groups,
        Bias = Bias,
        Clamp = Clamp,
        Algorithm = Algorithm,
        Tier = Tier,
        IsLine = true,
    };

    /// <summary>Checks the numbers that have other names in two dimensions; the layer inside checks the rest.</summary>
    internal GroupedConv1dOptions Checked()
    {
        Require.Positive(Kernel);
        Require.Positive(Stride);
        Require.Positive(Dilation);
        Require.NotNegative(Padding.Before);
        Require.NotNegative(Padding.After);
        return this;
    }
}

/// <summary>
/// One-dimensional convolution with groups, for signals: a <see cref="GroupedConv2d"/> over images of one row, with its guarantees.
/// </summary>
public sealed partial class GroupedConv1d
{
    private const int RowAxis = 2; // of [N, C, 1, L]

    /// <summary>A layer with random weights: as <see cref="GroupedConv2d(GroupedConv2dOptions, int)"/>.</summary>
    /// <param name="options">What the layer is to be.</param>
    /// <param name="seed">The same seed gives the same weights.</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public GroupedConv1d(GroupedConv1dOptions options, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        Layer = new GroupedConv2d(options.Checked().As2d(), seed);
    }

    /// <summary>A layer with the given weights; they are copied.</summary>
    /// <param name="options">What the layer is to be.</param>
    /// <param name="weights">[Cout, Cin/G, K], flat.</param>
    /// <param name="bias">[Cout]; empty where <see cref="GroupedConv1dOptions.Bias"/> is false.</param>
    /// <exception cref="ArgumentException">A length is not what the options ask for, or the options are not valid.</exception>
    public GroupedConv1d(GroupedConv1dOptions options, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        Layer = new GroupedConv2d(options.Checked().As2d(), weights, bias);
    }

    /// <summary>What the layer was made of.</summary>
    public GroupedConv1dOptions Options { get; }

    /// <summary>The two-dimensional layer that does the work, kernel 1 x K: for its plans, its candidates, its weights.</summary>
    public GroupedConv2d Layer { get; }

    /// <summary>Elements of the output's line.</summary>
    /// <param name="length">Elements of the input's line, L.</param>
    /// <returns>Lout.</returns>
    /// <exception cref="ArgumentException">As <see cref="ConvGeometry"/>, where the line is the width.</exception>
    public int OutLength(int length) => Layer.Geometry(1, length).OutWidth;

    /// <summary>What a call costs.</summary>
    /// <param name="length">Elements of the input's line, L.</param>
    /// <param name="batch">Signals.</param>
    /// <returns>Exact counts.</returns>
    /// <exception cref="ArgumentException">As <see cref="ConvGeometry"/>.</exception>
    public ConvCost Cost(int length, int batch = 1) => Layer.Cost(1, length, batch);

    /// <summary>Runs the convolution into a new tensor.</summary>
    /// <param name="input">[N, Cin, L].</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor.</param>
    /// <param name="cancellationToken">As that of <see cref="GroupedConv2d"/>.</param>
    /// <returns>[N, Cout, Lout].</returns>
    /// <exception cref="ArgumentException">The shape does not fit the layer.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the work was done.</exception>
    public Tensor<float> Forward(Tensor<float> input, int maxThreads = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ThrowIfNotLines(input.Lengths, nameof(input));
        return Tensor.SqueezeDimension(Layer.Forward(Tensor.Unsqueeze(input, RowAxis), maxThreads, cancellationToken), RowAxis);
    }

    /// <summary>Runs the convolution into memory of the caller's.</summary>
    /// <param name="input">[N, Cin, L].</param>
    /// <param name="output">[N, Cout, Lout], apart from the input.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor.</param>
    /// <param name="cancellationToken">As that of <see cref="GroupedConv2d"/>.</param>
    /// <exception cref="ArgumentException">A shape does not fit the layer, or input and output overlap.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the work was done; the output's content is unspecified.</exception>
    public void Forward(
        in ReadOnlyTensorSpan<float> input, in TensorSpan<float> output, int maxThreads = 0, CancellationToken cancellationToken = default)
    {
        ThrowIfNotLines(input.Lengths, nameof(input));
        ThrowIfNotLines(output.Lengths, nameof(output));
        Strided.ThrowIfRepeated(output, nameof(output)); // here, where the axes have their numbers
        Layer.Forward(Tensor.Unsqueeze(input, RowAxis), Tensor.Unsqueeze(output, RowAxis), maxThreads, cancellationToken);
    }

    /// <summary>
    /// Runs the convolution on plain memory. A warm call allocates nothing: one with sizes among the 16 that the
    /// layer met last, and no more callers or threads than before.
    /// </summary>
    /// <param name="input">[N, Cin, L], flat.</param>
    /// <param name="batch">N.</param>
    /// <param name="length">L.</param>
    /// <param name="output">[N, Cout, Lout], flat, apart from the input.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor.</param>
    /// <param name="cancellationToken">As that of <see cref="GroupedConv2d"/>.</param>
    /// <exception cref="ArgumentException">A length does not fit the sizes, or input and output overlap.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the work was done; the output's content is unspecified.</exception>
    public void Forward(
        ReadOnlySpan<float> input, int batch, int length, Span<float> output, int maxThreads = 0,
        CancellationToken cancellationToken = default) =>
        Layer.Forward(input, batch, 1, length, output, maxThreads, cancellationToken);

    /// <summary>The layer in words.</summary>
    /// <returns>Its options.</returns>
    public override string ToString() => $"GroupedConv1d {Options}";

    private static void ThrowIfNotLines(ReadOnlySpan<nint> lengths, string name)
    {
        if (lengths.Length != 3)
            throw new ArgumentException($"{name} must be [N, channels, L], but has shape {ShapeText.Of(lengths)}", name);
    }
}
