namespace GroupConv.Networks.Compilation;

/// <summary>Scales and shifts for each channel: made of a batch norm, and folded into convolutions.</summary>
internal static class Affine
{
    /// <summary>(x - mean) / sqrt(var + eps) * weight + bias as x * scale + shift, computed in double precision.</summary>
    public static AffineOp OfBatchNorm(NetworkNode node, BatchNorm2d norm, ReadOnlyMemory<float>[] weights)
    {
        ReadOnlySpan<float> weight = weights[0].Span, bias = weights[1].Span, mean = weights[2].Span, variance = weights[3].Span;
        var scale = new float[norm.Channels];
        var shift = new float[norm.Channels];
        for (int channel = 0; channel < norm.Channels; channel++)
        {
            double factor = weight[channel] / Math.Sqrt((double)variance[channel] + norm.Epsilon);
            scale[channel] = (float)factor;
            shift[channel] = (float)(bias[channel] - mean[channel] * factor);
        }

        return new AffineOp(node.Name, norm, [node.Index], scale, shift);
    }

    /// <summary>The convolution whose outputs are those of another, scaled and shifted.</summary>
    public static void FoldInto(ConvOp conv, AffineOp affine)
    {
        ReadOnlySpan<float> kernel = conv.Kernel.Span, bias = conv.Bias.Span;
        var folded = new float[kernel.Length];
        var foldedBias = new float[affine.Scale.Length];
        int taps = kernel.Length / Math.Max(1, affine.Scale.Length);
        for (int channel = 0; channel < foldedBias.Length; channel++)
        {
            System.Numerics.Tensors.TensorPrimitives.Multiply(kernel.Slice(channel * taps, taps), affine.Scale[channel], folded.AsSpan(channel * taps, taps));
            foldedBias[channel] = (float)((double)affine.Shift[channel] + (bias.IsEmpty ? 0 : (double)bias[channel] * affine.Scale[channel]));
        }

        conv.Kernel = folded;
        conv.Bias = foldedBias;
        conv.Options = conv.Options with { Bias = true };
        conv.Nodes.AddRange(affine.Nodes);
    }
}
