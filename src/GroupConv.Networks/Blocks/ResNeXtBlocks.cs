using static GroupConv.Networks.Blocks.ConvBlocks;

namespace GroupConv.Networks.Blocks;

/// <summary>The block of ResNeXt in its three forms, and the conversion of weights between them.</summary>
public static class ResNeXtBlocks
{
    /// <summary>
    /// ResNeXt's bottleneck block (Xie et al., 2017, figure 3): [N, Cin, H, W] to [N, Cout, ceil(H / stride), ceil(W / stride)].
    /// Names of the grouped form are torchvision's: <c>conv1</c>, <c>bn1</c> to <c>bn3</c>, <c>downsample.0</c>; the convolutions of a
    /// branch have <c>branch0</c> before them, and so on.
    /// </summary>
    /// <param name="builder">Gets the nodes.</param>
    /// <param name="name">What their names begin with.</param>
    /// <param name="x">The input.</param>
    /// <param name="options">Channels, groups, stride and form.</param>
    /// <returns>The output.</returns>
    /// <exception cref="ArgumentException">A name is taken, or the options are not valid.</exception>
    public static NetworkValue ResNeXtBlock(this NetworkBuilder builder, string name, NetworkValue x, ResNeXtBlockOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        using IDisposable scope = builder.Scope(name);
        NetworkValue y = options.Form switch
        {
            ResNeXtForm.Grouped => Grouped(builder, x, options),
            ResNeXtForm.Concatenated => Concatenated(builder, x, options),
            ResNeXtForm.Branches => Branches(builder, x, options),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Form, "there is no such form"),
        };
        y = builder.Add("bn3", new BatchNorm2d(options.OutChannels), y);
        if (options.HasDownsample)
            x = builder.ConvBn("downsample.0", "downsample.1", x, Conv(options.InChannels, options.OutChannels, 1, options.Stride));
        return builder.Add("relu3", new ReLU(), builder.Add("add", new Add(), y, x));
    }

    private static NetworkValue Grouped(NetworkBuilder builder, NetworkValue x, ResNeXtBlockOptions options)
    {
        NetworkValue y = Two(builder, x, options, options.Width, options.Groups);
        return builder.Add("conv3", new Conv2d(Conv(options.Width, options.OutChannels, 1)), y);
    }

    private static NetworkValue Concatenated(NetworkBuilder builder, NetworkValue x, ResNeXtBlockOptions options)
    {
        var outputs = new NetworkValue[options.Groups];
        for (int g = 0; g < outputs.Length; g++)
        {
            using IDisposable scope = builder.Scope(BranchName(g));
            outputs[g] = Two(builder, x, options, options.Width / options.Groups, groups: 1);
        }

        NetworkValue y = builder.Add("concat", new Concat(), outputs);
        return builder.Add("conv3", new Conv2d(Conv(options.Width, options.OutChannels, 1)), y);
    }

    private static NetworkValue Branches(NetworkBuilder builder, NetworkValue x, ResNeXtBlockOptions options)
    {
        NetworkValue? sum = null;
        for (int g = 0; g < options.Groups; g++)
        {
            using IDisposable scope = builder.Scope(BranchName(g));
            int width = options.Width / options.Groups;
            NetworkValue y = Two(builder, x, options, width, groups: 1);
            y = builder.Add("conv3", new Conv2d(Conv(width, options.OutChannels, 1)), y);
            sum = sum is { } before ? builder.Add("add", new Add(), before, y) : y;
        }

        return sum!.Value;
    }

    /// <summary>The first two convolutions, of the block or of one of its branches.</summary>
    private static NetworkValue Two(NetworkBuilder builder, NetworkValue x, ResNeXtBlockOptions options, int width, int groups)
    {
        x = builder.ConvBnAct(("conv1", "bn1", "relu1"), x, Conv(options.InChannels, width, 1), new ReLU());
        return builder.ConvBnAct(("conv2", "bn2", "relu2"), x, Conv(width, width, 3, options.Stride, groups), new ReLU());
    }

    internal static string BranchName(int branch) => $"branch{branch}";
}
