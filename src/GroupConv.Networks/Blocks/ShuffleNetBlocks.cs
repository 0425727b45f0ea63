using static GroupConv.Networks.Blocks.ConvBlocks;

namespace GroupConv.Networks.Blocks;

/// <summary>The units of the two ShuffleNets, which mix the channels of groups by <see cref="ChannelShuffle"/>.</summary>
public static class ShuffleNetBlocks
{
    /// <summary>
    /// ShuffleNet's unit (Zhang et al., 2017, figure 2b and c): grouped pointwise convolution, shuffle, depthwise 3x3, grouped pointwise
    /// convolution. With stride 1 the input is added; with stride 2 its averages over 3x3 come before the other channels instead, which
    /// are therefore Cin less. [N, Cin, H, W] to [N, Cout, ceil(H / stride), ceil(W / stride)], with Cout / 4 channels between.
    /// </summary>
    /// <param name="builder">Gets the nodes.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="x">The input.</param>
    /// <param name="inChannels">Cin; with stride 1 as many as <paramref name="outChannels"/>.</param>
    /// <param name="outChannels">Cout, those of the averages included; a multiple of 4.</param>
    /// <param name="groups">G of the pointwise convolutions.</param>
    /// <param name="stride">1 or 2.</param>
    /// <param name="firstGroups">
    /// G of the first one where it is another; the paper takes 1 for the first unit of all, whose input has few channels.
    /// </param>
    /// <returns>The output.</returns>
    /// <exception cref="ArgumentException">A name is taken, or the numbers do not fit.</exception>
    public static NetworkValue ShuffleNetUnit(
        this NetworkBuilder builder, string name, NetworkValue x, int inChannels, int outChannels, int groups, int stride = 1, int? firstGroups = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ThrowIfNoUnit(inChannels, outChannels, stride);
        if (outChannels % 4 != 0 || (stride == 2 && outChannels <= inChannels))
        {
            string got = $"but got {inChannels} -> {outChannels}";
            throw new ArgumentException($"a unit has a multiple of 4 output channels, with stride 2 more than input channels, {got}", nameof(outChannels));
        }

        using IDisposable scope = builder.Scope(name);
        int between = outChannels / 4, computed = stride == 1 ? outChannels : outChannels - inChannels;
        NetworkValue y = builder.ConvBnAct(("conv1", "bn1", "relu1"), x, Conv(inChannels, between, 1, groups: firstGroups ?? groups), new ReLU());
        if (groups > 1)
            y = builder.Add("shuffle", new ChannelShuffle(groups), y);
        y = builder.ConvBn("conv2", "bn2", y, DepthwiseConv(between, stride: stride));
        y = builder.ConvBn("conv3", "bn3", y, Conv(between, computed, 1, groups: groups));
        if (stride == 1)
            return builder.Add("relu3", new ReLU(), builder.Add("add", new Add(), y, x));
        // The figure has the ReLU behind the concatenation. The unit's input comes from a ReLU, so its averages need none.
        y = builder.Add("relu3", new ReLU(), y);
        NetworkValue averages = builder.Add("avgpool", new AvgPool2d(3) { Stride = 2, Padding = 1 }, x);
        return builder.Add("concat", new Concat(), averages, y);
    }

    /// <summary>
    /// ShuffleNetV2's unit (Ma et al., 2018, figure 3c and d). With stride 1 half of the channels stays as it is and the other goes
    /// through pointwise, depthwise and pointwise convolutions; with stride 2 all channels go into two branches, of which each makes half
    /// of the output. Then both halves are shuffled. [N, Cin, H, W] to [N, Cout, ceil(H / stride), ceil(W / stride)]. Names are
    /// torchvision's: <c>branch1.0</c> and so on.
    /// </summary>
    /// <param name="builder">Gets the nodes.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="x">The input.</param>
    /// <param name="inChannels">Cin; with stride 1 as many as <paramref name="outChannels"/>.</param>
    /// <param name="outChannels">Cout, an even number.</param>
    /// <param name="stride">1 or 2.</param>
    /// <returns>The output.</returns>
    /// <exception cref="ArgumentException">A name is taken, or the numbers do not fit.</exception>
    public static NetworkValue ShuffleNetV2Unit(this NetworkBuilder builder, string name, NetworkValue x, int inChannels, int outChannels, int stride = 1)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ThrowIfNoUnit(inChannels, outChannels, stride);
        if (outChannels % 2 != 0)
            throw new ArgumentException($"a unit has an even number of output channels, but got {outChannels}", nameof(outChannels));
        using IDisposable scope = builder.Scope(name);
        int half = outChannels / 2;
        (NetworkValue first, NetworkValue second) = (x, x);
        if (stride == 1)
        {
            first = builder.Add("split.0", new Slice(1, 0, half), x);
            second = builder.Add("split.1", new Slice(1, half, outChannels), x);
        }
        else
        {
            first = builder.ConvBn("branch1.0", "branch1.1", first, DepthwiseConv(inChannels, stride: stride));
            first = builder.ConvBnAct(("branch1.2", "branch1.3", "branch1.4"), first, Conv(inChannels, half, 1), new ReLU());
        }

        second = builder.ConvBnAct(("branch2.0", "branch2.1", "branch2.2"), second, Conv(stride == 1 ? half : inChannels, half, 1), new ReLU());
        second = builder.ConvBn("branch2.3", "branch2.4", second, DepthwiseConv(half, stride: stride));
        second = builder.ConvBnAct(("branch2.5", "branch2.6", "branch2.7"), second, Conv(half, half, 1), new ReLU());
        NetworkValue both = builder.Add("concat", new Concat(), first, second);
        return builder.Add("shuffle", new ChannelShuffle(2), both);
    }

    private static void ThrowIfNoUnit(int inChannels, int outChannels, int stride)
    {
        if (stride == 2 || (stride == 1 && inChannels == outChannels))
            return;
        string got = $"but got stride {stride} and {inChannels} -> {outChannels}";
        throw new ArgumentException($"a unit has stride 1 and as many output as input channels, or stride 2, {got}", nameof(stride));
    }
}
