using System.Numerics.Tensors;
using GroupConv.Gradients;
using GroupConv.Memory;
using GroupConv.Planning;

namespace GroupConv;

/// <summary>
/// Two-dimensional convolution with groups: out channel block g is computed from in channel block g alone, so that weights and
/// multiply-adds are exactly 1/G of the standard convolution's (Krizhevsky et al., 2012; Xie et al., 2017).
/// G = 1 is standard convolution, G = Cin is depthwise convolution; the type is the same.
/// </summary>
/// <remarks>
/// <para>As in PyTorch this is a cross-correlation: output[n, oc, oh, ow] = bias[oc] + sum over ic, kh, kw of weight[oc, ic, kh, kw] *
/// input[n, g * Cin/G + ic, oh * stride + kh * dilation - pad, ow * stride + kw * dilation - pad], with g = oc / (Cout/G).</para>
/// <para>A layer changes by nothing but <see cref="Update"/>, and may otherwise be used from any number of threads at once. The bits of the
/// result depend on nothing but input and weights: see <see cref="ReferenceConvolution"/>, and <see cref="ReferenceGradients"/> for the
/// gradients.</para>
/// </remarks>
public sealed partial class GroupedConv2d
{
    private readonly float[] _ownWeights, _ownBias;
    private readonly LayerWeights _weights;
    private readonly SizeCache<PreparedEntry> _prepared;

    /// <summary>A layer with the given weights; they are copied.</summary>
    /// <param name="options">What the layer is to be.</param>
    /// <param name="weights">[Cout, Cin/G, Kh, Kw], flat.</param>
    /// <param name="bias">[Cout]; empty where <see cref="GroupedConv2dOptions.Bias"/> is false.</param>
    /// <exception cref="ArgumentException">A length is not what the options ask for, or the options are not valid.</exception>
    public GroupedConv2d(GroupedConv2dOptions options, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias = default)
        : this(options, CheckedWeights(options, weights), CheckedBias(options, bias))
    {
    }

    /// <summary>A layer with the given weights; they are copied, strides honoured (an expanded tensor is fine).</summary>
    /// <param name="options">What the layer is to be.</param>
    /// <param name="weights">[Cout, Cin/G, Kh, Kw].</param>
    /// <param name="bias">[Cout]; empty where <see cref="GroupedConv2dOptions.Bias"/> is false.</param>
    /// <exception cref="ArgumentException">A shape is not what the options ask for, or the options are not valid.</exception>
    public GroupedConv2d(GroupedConv2dOptions options, in ReadOnlyTensorSpan<float> weights, ReadOnlySpan<float> bias = default)
        : this(options, CheckedWeights(options, weights), CheckedBias(options, bias))
    {
    }

    /// <summary>
    /// A layer with random weights: Kaiming uniform with PyTorch's defaults (He et al., 2015, with a = sqrt 5), so weights and bias are
    /// uniform between plus and minus 1 / sqrt(Cin/G * Kh * Kw).
    /// </summary>
    /// <param name="options">What the layer is to be.</param>
    /// <param name="seed">The same seed gives the same weights.</param>
    /// <exception cref="ArgumentException">The options are not valid, or the weights do not fit one array.</exception>
    public GroupedConv2d(GroupedConv2dOptions options, int seed = 0)
        : this(options, KaimingUniform.Weights(Checked(options), seed, out float[] bias), bias)
    {
    }

    private GroupedConv2d(GroupedConv2dOptions options, float[] weights, float[] bias)
    {
        Options = options;
        _ownWeights = weights;
        _ownBias = bias;
        _weights = new LayerWeights(weights, bias);
        _prepared = new SizeCache<PreparedEntry>((batch, height, width) =>
            new PreparedEntry(Planner.Plan(Geometry(height, width, batch)), _weights, Scratch));
        _inputGradients = new SizeCache<InputGradientEntry>(NewInputGradient);
        _weightGradients = new SizeCache<WeightGradientEntry>(NewWeightGradient);
    }

    /// <summary>Working memory of a caller that runs layers one after the other; null where every call has its own.</summary>
    internal Scratch? Scratch { private get; init; }

    /// <summary>What the layer was made of.</summary>
    public GroupedConv2dOptions Options { get; }

    /// <summary>[Cout, Cin/G, Kh, Kw].</summary>
    public ReadOnlySpan<float> Weights => _weights.Weights;

    /// <summary>[Cout], or empty.</summary>
    public ReadOnlySpan<float> Bias => _weights.Bias;

    /// <summary>Shape of the weights: Cout, Cin/G, Kh, Kw.</summary>
    public IReadOnlyList<int> WeightShape => Options.WeightShape;

    /// <summary>The sizes that follow from an input size.</summary>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="batch">Images.</param>
    /// <returns>The sizes, the output's among them.</returns>
    /// <exception cref="ArgumentException">As <see cref="ConvGeometry"/>.</exception>
    /// <exception cref="OverflowException">As <see cref="ConvGeometry"/>.</exception>
    public ConvGeometry Geometry(int height, int width, int batch = 1) => new(Options, batch, height, width);

    /// <summary>What a call costs on an input size, and what the standard convolution would.</summary>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="batch">Images.</param>
    /// <returns>Exact counts.</returns>
    /// <exception cref="ArgumentException">As <see cref="ConvGeometry"/>.</exception>
    /// <exception cref="OverflowException">As <see cref="ConvGeometry"/>, or a count is over 2^63 - 1.</exception>
    public ConvCost Cost(int height, int width, int batch = 1) => ConvCost.Of(Geometry(height, width, batch));

    /// <summary>How a call would run on an input size, and why.</summary>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="batch">Images.</param>
    /// <returns>The plan; print it.</returns>
    /// <exception cref="ArgumentException">As <see cref="ConvGeometry"/>.</exception>
    /// <exception cref="NotSupportedException">The algorithm asked for, or every algorithm, cannot run this size.</exception>
    public ConvPlan Plan(int height, int width, int batch = 1) => ConvPlan.Of(Geometry(height, width, batch));

    /// <summary>A plan for each algorithm that can run an input size, the best by the planner's estimate first.</summary>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="batch">Images.</param>
    /// <returns>At least <see cref="ConvAlgorithm.Reference"/>, for any size that a span can hold.</returns>
    /// <exception cref="ArgumentException">As <see cref="ConvGeometry"/>.</exception>
    public IReadOnlyList<ConvPlan> Candidates(int height, int width, int batch = 1) => ConvPlan.Candidates(Geometry(height, width, batch));

    /// <summary>
    /// Lets go of the working memory that the layer keeps for the input sizes it has met: up to 16 of them, each with as many buffers as
    /// it had callers at the same time; those of a weight gradient can be 64 MiB. The next call makes anew what it needs. Packed weights stay.
    /// </summary>
    public void ReleaseWorkspace()
    {
        _prepared.Clear();
        _inputGradients.Clear();
        _weightGradients.Clear();
    }

    /// <summary>The layer in words.</summary>
    /// <returns>Channels, weight shape, stride, padding, dilation, groups.</returns>
    public override string ToString() => $"GroupedConv2d {Options}";

    private static GroupedConv2dOptions Checked(GroupedConv2dOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return options;
    }

    private static float[] CheckedWeights(GroupedConv2dOptions options, ReadOnlySpan<float> weights)
    {
        ThrowIfNotWeights(Checked(options), weights.Length);
        return weights.ToArray();
    }

    private static void ThrowIfNotWeights(GroupedConv2dOptions options, int actual, string name = "weights")
    {
        long expected = options.WeightElements;
        if (actual != expected)
            throw new ArgumentException($"{name} must have shape {options.WeightShapeText} = {expected} elements, but have {actual}", name);
    }

    private static float[] CheckedWeights(GroupedConv2dOptions options, in ReadOnlyTensorSpan<float> weights)
    {
        long expected = Checked(options).WeightElements;
        ReadOnlySpan<nint> shape = [options.OutChannels, options.InChannelsPerGroup, options.Kernel.Height, options.Kernel.Width];
        if (!weights.Lengths.SequenceEqual(shape))
            throw new ArgumentException($"weights must have shape {options.WeightShapeText}, but have {ShapeText.Of(weights.Lengths)}", nameof(weights));
        if (expected > Array.MaxLength)
            throw new ArgumentException($"weights of {expected} elements do not fit one array, {Array.MaxLength}", nameof(weights));
        var copy = new float[expected];
        weights.FlattenTo(copy);
        return copy;
    }

    private static float[] CheckedBias(GroupedConv2dOptions options, ReadOnlySpan<float> bias)
    {
        ThrowIfNotBias(options, bias.Length);
        return bias.ToArray();
    }

    private static void ThrowIfNotBias(GroupedConv2dOptions options, int actual, string name = "bias")
    {
        int expected = options.Bias ? options.OutChannels : 0;
        if (actual != expected)
            throw new ArgumentException($"{name} must have shape [{expected}], but has [{actual}]; the options say Bias = {options.Bias}", name);
    }
}
