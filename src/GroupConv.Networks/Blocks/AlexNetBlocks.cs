namespace GroupConv.Networks.Blocks;

/// <summary>The first grouped convolutions.</summary>
public static class AlexNetBlocks
{
    /// <summary>
    /// Two 3x3 convolutions of two groups one behind the other, each with a ReLU: the fourth and fifth of AlexNet (Krizhevsky et al.,
    /// 2012, figure 2), whose halves lay on two GPUs with 3 GB each and exchanged nothing here. [N, Cin, H, W] to [N, Cout, H, W].
    /// </summary>
    /// <param name="builder">Gets the nodes.</param>
    /// <param name="first">Name of the first; its ReLU has <c>_relu</c> behind it.</param>
    /// <param name="second">Name of the second.</param>
    /// <param name="x">The input.</param>
    /// <param name="inChannels">Cin, an even number.</param>
    /// <param name="channels">Channels between the two, an even number.</param>
    /// <param name="outChannels">Cout, an even number.</param>
    /// <returns>The output.</returns>
    /// <exception cref="ArgumentException">A name is taken, or a number is not even.</exception>
    public static NetworkValue TwoGroupPair(
        this NetworkBuilder builder, string first, string second, NetworkValue x, int inChannels, int channels, int outChannels)
    {
        ArgumentNullException.ThrowIfNull(builder);
        x = builder.ConvReLU(first, x, new GroupedConv2dOptions(inChannels, channels, 3) { Padding = 1, Groups = 2 });
        return builder.ConvReLU(second, x, new GroupedConv2dOptions(channels, outChannels, 3) { Padding = 1, Groups = 2 });
    }

    /// <summary>A convolution with bias, and a ReLU.</summary>
    internal static NetworkValue ConvReLU(this NetworkBuilder builder, string name, NetworkValue x, GroupedConv2dOptions options)
    {
        x = builder.Add(name, new Conv2d(options), x);
        return builder.Add($"{name}_relu", new ReLU(), x);
    }
}
