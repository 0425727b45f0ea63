using System.Diagnostics.CodeAnalysis;
using GroupConv.Networks.Blocks;

namespace GroupConv.Networks.Models;

/// <summary>
/// SqueezeNet (Iandola et al., 2016: AlexNet-level accuracy with 50x fewer parameters). Parameters are called as in torchvision.
/// Input [N, 3, H, W], normally 224x224; output [N, classes], logits behind a ReLU.
/// </summary>
[SuppressMessage("Naming", "CA1707:Identifiers should not contain underscores", Justification = "the names of the literature")]
public static class SqueezeNet
{
    /// <summary>The network of the paper.</summary>
    /// <param name="classes">Length of the output.</param>
    /// <returns>The network, <c>squeezenet1_0</c>.</returns>
    public static Network V1_0(int classes = 1000) =>
        Create("squeezenet1_0", ConvBlocks.Conv(3, 96, 7, stride: 2), [Pool, 16, 16, 32, Pool, 32, 48, 48, 64, Pool, 64], classes);

    /// <summary>The authors' later version, with 2.4 times less work.</summary>
    /// <param name="classes">Length of the output.</param>
    /// <returns>The network, <c>squeezenet1_1</c>.</returns>
    public static Network V1_1(int classes = 1000) =>
        Create("squeezenet1_1", ConvBlocks.Conv(3, 64, 3, stride: 2), [Pool, 16, 16, Pool, 32, 32, Pool, 48, 48, 64, 64], classes);

    private const int Pool = 0;

    /// <summary>A convolution, then poolings and fire modules, which expand what they squeeze to eight times as many channels.</summary>
    private static Network Create(string name, GroupedConv2dOptions stem, ReadOnlySpan<int> squeezes, int classes)
    {
        var builder = new NetworkBuilder();
        NetworkValue x = builder.Add("features.0", new Conv2d(stem with { Padding = 0, Bias = true }), builder.Input());
        x = builder.Add("features.1", new ReLU(), x);
        int channels = stem.OutChannels;
        for (int i = 0; i < squeezes.Length; i++)
        {
            string at = $"features.{i + 2}";
            if (squeezes[i] == Pool)
            {
                x = builder.Add(at, new MaxPool2d(3) { Stride = 2, CeilMode = true }, x);
                continue;
            }

            int expand = 4 * squeezes[i];
            x = builder.Fire(at, x, channels, squeezes[i], expand, expand);
            channels = 2 * expand;
        }

        x = builder.Add("classifier.0", new Dropout(), x);
        x = builder.Add("classifier.1", new Conv2d(new GroupedConv2dOptions(channels, classes, 1)), x);
        x = builder.Add("classifier.2", new ReLU(), x);
        x = builder.Add("classifier.3", new AdaptiveAvgPool2d(1), x);
        return builder.Build(name, builder.Add("flatten", new Flatten(), x));
    }
}
