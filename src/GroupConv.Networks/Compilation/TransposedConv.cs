using GroupConv.Gradients;

namespace GroupConv.Networks.Compilation;

/// <summary>A transposed convolution as what it is the gradient of: the convolution from its outputs to its inputs.</summary>
internal static class TransposedConv
{
    /// <summary>That convolution; its weights are the layer's, [Cin, Cout/G, Kh, Kw].</summary>
    public static GroupedConv2dOptions AdjointOf(ConvTranspose2d layer) => new(layer.OutChannels, layer.InChannels, layer.Kernel)
    {
        Stride = layer.Stride,
        Padding = layer.Padding,
        Dilation = layer.Dilation,
        Groups = layer.Groups,
        Bias = layer.Bias,
    };

    /// <summary>How it runs.</summary>
    public static InputGradientPlan PlanOf(ConvOp op)
    {
        PlaneSizes input = op.Input.Planes, output = op.Output.Planes;
        var geometry = new ConvGeometry(op.Options, input.Batch, output.Height, output.Width);
        return new InputGradientPlan(geometry, (input.Height, input.Width), op.Options.Bias, "the transposed convolution");
    }

    /// <summary>[Cin, Cout/G, Kh, Kw] with the kernels of each output channel multiplied.</summary>
    public static void Scale(ConvTranspose2d layer, Span<float> weight, float[] scale)
    {
        int ins = layer.InChannels / layer.Groups, outs = layer.OutChannels / layer.Groups, taps = layer.Kernel.Height * layer.Kernel.Width;
        for (int i = 0; i < weight.Length; i++)
        {
            (int inChannel, int outChannel) = Math.DivRem(i / taps, outs);
            weight[i] *= scale[inChannel / ins * outs + outChannel];
        }
    }
}
