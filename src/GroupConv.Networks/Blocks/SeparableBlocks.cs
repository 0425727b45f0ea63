using static GroupConv.Networks.Blocks.ConvBlocks;

namespace GroupConv.Networks.Blocks;

/// <summary>Blocks around a depthwise and a pointwise convolution, which together do the work of a standard one.</summary>
public static class SeparableBlocks
{
    /// <summary>
    /// MobileNet's block (Howard et al., 2017, figure 3): depthwise 3x3, batch norm, activation, pointwise 1x1, batch norm, activation.
    /// [N, Cin, H, W] to [N, Cout, ceil(H / stride), ceil(W / stride)]. Nodes are called as in Keras: the two names, and those with
    /// <c>_bn</c> and <c>_relu</c>.
    /// </summary>
    /// <param name="builder">Gets the nodes.</param>
    /// <param name="depthwise">Name of the depthwise convolution.</param>
    /// <param name="pointwise">Name of the pointwise convolution.</param>
    /// <param name="x">The input.</param>
    /// <param name="inChannels">Cin.</param>
    /// <param name="outChannels">Cout.</param>
    /// <param name="stride">Of the depthwise convolution.</param>
    /// <param name="activation">Behind both; <see cref="ReLU6"/> if null.</param>
    /// <param name="epsilon">Of the batch norms.</param>
    /// <returns>The output.</returns>
    /// <exception cref="ArgumentException">A name is taken, or a number is not positive.</exception>
    public static NetworkValue DepthwiseSeparable(
        this NetworkBuilder builder, string depthwise, string pointwise, NetworkValue x, int inChannels, int outChannels, int stride = 1,
        Layer? activation = null, float epsilon = DefaultEpsilon)
    {
        activation ??= new ReLU6();
        GroupedConv2dOptions spatial = DepthwiseConv(inChannels, stride: stride) with { Padding = Padding.SameUpper };
        x = builder.ConvBnAct((depthwise, $"{depthwise}_bn", $"{depthwise}_relu"), x, spatial, activation, epsilon);
        return builder.ConvBnAct((pointwise, $"{pointwise}_bn", $"{pointwise}_relu"), x, Conv(inChannels, outChannels, 1), activation, epsilon);
    }

    /// <summary>
    /// Xception's separable convolution (Chollet, 2017): depthwise 3x3 and pointwise 1x1 with nothing between them.
    /// [N, Cin, H, W] to [N, Cout, H, W]. Nodes are <c>conv1</c> and <c>pointwise</c>.
    /// </summary>
    /// <param name="builder">Gets the nodes.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="x">The input.</param>
    /// <param name="inChannels">Cin.</param>
    /// <param name="outChannels">Cout.</param>
    /// <returns>The output.</returns>
    /// <exception cref="ArgumentException">A name is taken, or a number is not positive.</exception>
    public static NetworkValue SeparableConv(this NetworkBuilder builder, string name, NetworkValue x, int inChannels, int outChannels)
    {
        ArgumentNullException.ThrowIfNull(builder);
        using IDisposable scope = builder.Scope(name);
        x = builder.Add("conv1", new Conv2d(DepthwiseConv(inChannels)), x);
        return builder.Add("pointwise", new Conv2d(Conv(inChannels, outChannels, 1)), x);
    }

    /// <summary>
    /// MobileNetV2's block (Sandler et al., 2018, figure 4): pointwise convolution to more channels, depthwise 3x3, pointwise to few
    /// channels without an activation; with stride 1 and as many channels as before the input is added.
    /// [N, Cin, H, W] to [N, Cout, ceil(H / stride), ceil(W / stride)]. Names are torchvision's: <c>conv.0.0</c> and so on.
    /// </summary>
    /// <param name="builder">Gets the nodes.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="x">The input.</param>
    /// <param name="inChannels">Cin.</param>
    /// <param name="outChannels">Cout.</param>
    /// <param name="stride">Of the depthwise convolution.</param>
    /// <param name="expansion">How many times as many channels are between; with 1 the first convolution is left out.</param>
    /// <returns>The output.</returns>
    /// <exception cref="ArgumentException">A name is taken, or a number is not positive.</exception>
    public static NetworkValue InvertedResidual(
        this NetworkBuilder builder, string name, NetworkValue x, int inChannels, int outChannels, int stride = 1, int expansion = 6)
    {
        ArgumentNullException.ThrowIfNull(builder);
        using IDisposable scope = builder.Scope(name);
        NetworkValue input = x;
        int hidden = Sizes.ToLength((long)inChannels * expansion, "the number of expanded channels"), part = 0;
        if (expansion != 1)
            x = Part(Conv(inChannels, hidden, 1));
        x = Part(DepthwiseConv(hidden, stride: stride));
        x = builder.ConvBn($"conv.{part}", $"conv.{part + 1}", x, Conv(hidden, outChannels, 1));
        return stride == 1 && inChannels == outChannels ? builder.Add("add", new Add(), x, input) : x;

        NetworkValue Part(GroupedConv2dOptions conv)
        {
            string at = $"conv.{part++}";
            return builder.ConvBnAct(($"{at}.0", $"{at}.1", $"{at}.2"), x, conv, new ReLU6());
        }
    }
}
