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

    /// <summary>Makes a convolution's outputs those that they were, scaled and shifted.</summary>
    public static void FoldInto(ConvOp conv, AffineOp affine)
    {
        ReadOnlySpan<float> bias = conv.Bias.Span;
        var shifted = new float[affine.Shift.Length];
        for (int channel = 0; channel < shifted.Length; channel++)
            shifted[channel] = (float)((double)affine.Shift[channel] + (bias.IsEmpty ? 0 : (double)bias[channel] * affine.Scale[channel]));
        conv.Scale = conv.Scale is null ? affine.Scale : [.. conv.Scale.Zip(affine.Scale, (a, b) => a * b)];
        conv.Bias = shifted;
        conv.Options = conv.Options with { Bias = true };
        conv.Nodes.AddRange(affine.Nodes);
    }
}
