using GroupConv.Networks.Blocks;

namespace GroupConv.Networks.Models;

/// <summary>
/// MobileNet (Howard et al., 2017: MobileNets, table 1). Nodes are called as in Keras, with PyTorch's names of parameters:
/// <c>conv_dw_1.weight</c>, <c>conv_dw_1_bn.running_mean</c>; padding is TensorFlow's <c>SAME</c>, the epsilon of batch norms 0.001.
/// Input [N, 3, H, W], normally 224x224 and between -1 and 1; output [N, classes], logits.
/// </summary>
public static class MobileNetV1
{
    private const float Epsilon = 1e-3f;

    /// <summary>Output channels and stride of the 13 blocks.</summary>
    private static readonly (int Channels, int Stride)[] Blocks =
    [
        (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2),
        (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1),
    ];

    /// <summary>The network.</summary>
    /// <param name="width">The paper's alpha, by which all channels are multiplied: 1, 0.75, 0.5 and 0.25 there.</param>
    /// <param name="classes">Length of the output.</param>
    /// <returns>The network, <c>mobilenet_v1_1.0</c> and so on.</returns>
    /// <exception cref="ArgumentException">A number is not positive, or no channels are left.</exception>
    public static Network Create(double width = 1, int classes = 1000)
    {
        if (!(width > 0 && width <= 64))
            throw new ArgumentOutOfRangeException(nameof(width), width, "the width multiplier must be positive, and at most 64");
        var builder = new NetworkBuilder();
        NetworkValue input = builder.Input();
        int channels = (int)(32 * width);
        GroupedConv2dOptions stem = ConvBlocks.Conv(3, channels, 3, stride: 2) with { Padding = Padding.SameUpper };
        NetworkValue x = builder.ConvBnAct(("conv1", "conv1_bn", "conv1_relu"), input, stem, new ReLU6(), Epsilon);
        for (int i = 0; i < Blocks.Length; i++)
        {
            int outChannels = (int)(Blocks[i].Channels * width);
            x = builder.DepthwiseSeparable($"conv_dw_{i + 1}", $"conv_pw_{i + 1}", x, channels, outChannels, Blocks[i].Stride, epsilon: Epsilon);
            channels = outChannels;
        }

        x = builder.Add("global_average_pooling2d", new AdaptiveAvgPool2d(1), x);
        x = builder.Add("dropout", new Dropout(0.001f), x);
        // The linear layer is a 1x1 convolution there, and its weights have that shape.
        x = builder.Add("conv_preds", new Conv2d(new GroupedConv2dOptions(channels, classes, 1)), x);
        return builder.Build(FormattableString.Invariant($"mobilenet_v1_{width:0.0##}"), builder.Add("flatten", new Flatten(), x));
    }
}
