using System.Numerics.Tensors;

namespace GroupConv.Networks.Compilation;

/// <summary>An operation of a graph: one node of the network, or several that run as one.</summary>
internal class GraphOp(string name, Layer layer, IEnumerable<int> nodes)
{
    /// <summary>The name of the node that it began as.</summary>
    public string Name { get; } = name;

    public Layer Layer { get; } = layer;

    /// <summary>Its place in the order of the graph that it was added to; removing others changes none.</summary>
    public int Position { get; set; }

    /// <summary>Whether another operation does its work.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>The indices of the network's nodes that it does the work of.</summary>
    public List<int> Nodes { get; } = [.. nodes];

    public List<GraphTensor> Inputs { get; } = [];

    public GraphTensor Output { get; set; } = null!;

    /// <summary>The values of the layer's parameters, in the order of <see cref="Layer.Parameters"/>.</summary>
    public IReadOnlyList<ReadOnlyMemory<float>> Weights { get; set; } = [];

    /// <summary>
    /// Lets go of the weights, which the steps have copies of: what is left of one could be a part of a whole file in memory.
    /// </summary>
    public virtual void ReleaseWeights() => Weights = [];
}

/// <summary>A convolution with all that its epilogue does. Linear layers are convolutions of planes of one element.</summary>
internal sealed class ConvOp(string name, Layer layer, IEnumerable<int> nodes, GroupedConv2dOptions options) : GraphOp(name, layer, nodes)
{
    public GroupedConv2dOptions Options { get; set; } = options;

    /// <summary>[Cout, Cin/G, Kh, Kw]; of a transposed convolution [Cin, Cout/G, Kh, Kw], and the options are those of its adjoint.</summary>
    public ReadOnlyMemory<float> Kernel { get; set; }

    /// <summary>What each output channel's kernel is multiplied with; null for nothing. It is done last, one convolution after the other.</summary>
    public float[]? Scale { get; set; }

    /// <summary>[Cout], or empty.</summary>
    public ReadOnlyMemory<float> Bias { get; set; }

    public GraphTensor Input => Inputs[0];

    /// <summary>What is added to the outputs before the clamp.</summary>
    public GraphTensor? Residual => Inputs.Count > 1 ? Inputs[1] : null;

    /// <summary>The axis of the output that has the output channels: the last one of a linear layer, whose inputs may have any number of axes.</summary>
    public int ChannelAxis => Layer is Linear ? Output.Shape.Rank - 1 : 1;

    /// <summary>Whether nothing is done yet to the sums but the bias.</summary>
    public bool IsPlain => Residual is null && Options.Clamp == OutputClamp.None;

    /// <summary>How it runs, with its tensors as they lie now; null for a transposed convolution, which is several convolutions.</summary>
    public ConvPlan? Plan => Layer is ConvTranspose2d ? null : ConvPlan.Of(Geometry(Input.Layout, Output.Layout));

    /// <summary>Bytes of working memory that a run on one thread needs.</summary>
    public long WorkspaceBytes => Plan is { } plan ? plan.SharedWorkspaceBytes + plan.WorkspaceBytesPerThread : TransposedConv.PlanOf(this).WorkspaceBytes;

    /// <summary>The kernel, multiplied.</summary>
    public ReadOnlyMemory<float> FoldedKernel()
    {
        if (Scale is null)
            return Kernel;
        float[] kernel = Kernel.ToArray();
        if (Layer is ConvTranspose2d transposed)
        {
            TransposedConv.Scale(transposed, kernel, Scale);
            return kernel;
        }

        int taps = kernel.Length / Math.Max(1, Scale.Length);
        for (int channel = 0; channel < Scale.Length; channel++)
        {
            Span<float> one = kernel.AsSpan(channel * taps, taps);
            TensorPrimitives.Multiply(one, Scale[channel], one);
        }

        return kernel;
    }

    public override void ReleaseWeights()
    {
        Kernel = default;
        Bias = default;
        Scale = null;
    }

    public ConvGeometry Geometry(TensorLayout input, TensorLayout output)
    {
        PlaneSizes sizes = ConvInput.SizesOf(this).With(Input.Halo);
        GroupedConv2dOptions options = Options with { InputLayout = input, OutputLayout = output, OutputHalo = Output.Halo };
        if (Input.Halo != Padding.Valid)
            options = options with { Padding = Padding.Valid };
        return new(options, sizes.Batch, sizes.Height, sizes.Width);
    }
}

/// <summary>x * scale + shift for each channel, then a clamp: batch norm where there is no convolution to fold it into.</summary>
internal sealed class AffineOp(string name, Layer layer, IEnumerable<int> nodes, float[] scale, float[] shift) : GraphOp(name, layer, nodes)
{
    public float[] Scale { get; } = scale;

    public float[] Shift { get; } = shift;

    public OutputClamp Clamp { get; set; }
}

/// <summary>What a convolution sees of its input.</summary>
internal static class ConvInput
{
    /// <summary>The rows of a linear layer, whatever axes they have, are images of one element a channel.</summary>
    public static PlaneSizes SizesOf(ConvOp op) =>
        op.Layer is Linear linear
            ? new(Sizes.ToLength(op.Input.Shape.Elements / linear.InFeatures, "the number of rows"), linear.InFeatures, 1, 1)
            : op.Input.Planes;
}
