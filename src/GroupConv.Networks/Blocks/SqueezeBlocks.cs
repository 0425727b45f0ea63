namespace GroupConv.Networks.Blocks;

/// <summary>Blocks that squeeze: SqueezeNet's fire module, and squeeze-and-excitation.</summary>
public static class SqueezeBlocks
{
    /// <summary>
    /// SqueezeNet's fire module (Iandola et al., 2016, figure 1): a 1x1 convolution to few channels, and side by side a 1x1 and a 3x3 one
    /// to many. [N, Cin, H, W] to [N, expand1x1 + expand3x3, H, W]. Names are torchvision's: <c>squeeze</c>, <c>expand1x1</c>,
    /// <c>expand3x3</c>.
    /// </summary>
    /// <param name="builder">Gets the nodes.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="x">The input.</param>
    /// <param name="inChannels">Cin.</param>
    /// <param name="squeeze">Channels between.</param>
    /// <param name="expand1x1">Output channels that see one position.</param>
    /// <param name="expand3x3">Output channels that see nine.</param>
    /// <returns>The output.</returns>
    /// <exception cref="ArgumentException">A name is taken, or a number is not positive.</exception>
    public static NetworkValue Fire(this NetworkBuilder builder, string name, NetworkValue x, int inChannels, int squeeze, int expand1x1, int expand3x3)
    {
        ArgumentNullException.ThrowIfNull(builder);
        using IDisposable scope = builder.Scope(name);
        x = Conv("squeeze", new GroupedConv2dOptions(inChannels, squeeze, 1), x);
        NetworkValue points = Conv("expand1x1", new GroupedConv2dOptions(squeeze, expand1x1, 1), x);
        NetworkValue areas = Conv("expand3x3", new GroupedConv2dOptions(squeeze, expand3x3, 3) { Padding = 1 }, x);
        return builder.Add("concat", new Concat(), points, areas);

        NetworkValue Conv(string conv, GroupedConv2dOptions options, NetworkValue input) =>
            builder.Add($"{conv}_activation", new ReLU(), builder.Add(conv, new Conv2d(options), input));
    }

    /// <summary>
    /// Squeeze-and-excitation (Hu et al., 2017, figure 1): each channel is multiplied by a number that two small layers make of the means
    /// of all channels. [N, C, H, W] to the same. Names are torchvision's: <c>fc1</c> and <c>fc2</c>, which are 1x1 convolutions with
    /// biases.
    /// </summary>
    /// <param name="builder">Gets the nodes.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="x">The input.</param>
    /// <param name="channels">C.</param>
    /// <param name="squeezed">Channels between the two; in the paper C / 16.</param>
    /// <param name="activation">Between the two; <see cref="ReLU"/> if null.</param>
    /// <param name="gate">What makes the factors; <see cref="Sigmoid"/> if null.</param>
    /// <returns>The output.</returns>
    /// <exception cref="ArgumentException">A name is taken, or a number is not positive.</exception>
    public static NetworkValue SqueezeExcitation(
        this NetworkBuilder builder, string name, NetworkValue x, int channels, int squeezed, Layer? activation = null, Layer? gate = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        using IDisposable scope = builder.Scope(name);
        NetworkValue factors = builder.Add("avgpool", new AdaptiveAvgPool2d(1), x);
        factors = builder.Add("fc1", new Conv2d(new GroupedConv2dOptions(channels, squeezed, 1)), factors);
        factors = builder.Add("activation", activation ?? new ReLU(), factors);
        factors = builder.Add("fc2", new Conv2d(new GroupedConv2dOptions(squeezed, channels, 1)), factors);
        factors = builder.Add("scale_activation", gate ?? new Sigmoid(), factors);
        return builder.Add("scale", new Mul(), x, factors);
    }
}
