using GroupConv.Networks.Blocks;

namespace GroupConv.Networks.Models;

/// <summary>
/// MobileNetV2 (Sandler et al., 2018: Inverted Residuals and Linear Bottlenecks, table 2). Parameters are called as in torchvision.
/// Input [N, 3, H, W], normally 224x224; output [N, classes], logits.
/// </summary>
public static class MobileNetV2
{
    /// <summary>Expansion, output channels, blocks and stride of the first of them: the rows of table 2.</summary>
    private static readonly (int Expansion, int Channels, int Blocks, int Stride)[] Stages =
    [
        (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
    ];

    /// <summary>The network.</summary>
    /// <param name="width">By which all channels are multiplied, rounded to multiples of 8; the last convolution's only if above 1.</param>
    /// <param name="classes">Length of the output.</param>
    /// <returns>The network: <c>mobilenet_v2</c>, or <c>mobilenet_v2_1.4</c> with that width, and so on.</returns>
    /// <exception cref="ArgumentException">A number is not positive.</exception>
    public static Network Create(double width = 1, int classes = 1000)
    {
        if (!(width > 0 && width <= 64))
            throw new ArgumentOutOfRangeException(nameof(width), width, "the width multiplier must be positive, and at most 64");
        var builder = new NetworkBuilder();
        NetworkValue x = builder.Input();
        int channels = Rounded(32 * width), at = 0;
        x = ConvBnReLU6(x, ConvBlocks.Conv(3, channels, 3, stride: 2));
        foreach ((int expansion, int stageChannels, int blocks, int stride) in Stages)
        {
            for (int block = 0; block < blocks; block++)
            {
                int outChannels = Rounded(stageChannels * width);
                x = builder.InvertedResidual($"features.{at++}", x, channels, outChannels, block == 0 ? stride : 1, expansion);
                channels = outChannels;
            }
        }

        int last = Rounded(1280 * Math.Max(1, width));
        x = ConvBnReLU6(x, ConvBlocks.Conv(channels, last, 1));
        x = builder.Add("avgpool", new AdaptiveAvgPool2d(1), x);
        x = builder.Add("flatten", new Flatten(), x);
        x = builder.Add("classifier.0", new Dropout(0.2f), x);
        x = builder.Add("classifier.1", new Linear(last, classes), x);
        return builder.Build(width == 1 ? "mobilenet_v2" : FormattableString.Invariant($"mobilenet_v2_{width:0.0##}"), x);

        NetworkValue ConvBnReLU6(NetworkValue input, GroupedConv2dOptions conv)
        {
            string name = $"features.{at++}";
            return builder.ConvBnAct(($"{name}.0", $"{name}.1", $"{name}.2"), input, conv, new ReLU6());
        }
    }

    /// <summary>The nearest multiple of 8, but not less than 9/10, as in the authors' code.</summary>
    private static int Rounded(double channels)
    {
        int rounded = Math.Max(8, (int)(channels + 4) / 8 * 8);
        return rounded < 0.9 * channels ? rounded + 8 : rounded;
    }
}
