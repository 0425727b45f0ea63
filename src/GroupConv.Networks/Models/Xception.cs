using GroupConv.Networks.Blocks;

namespace GroupConv.Networks.Models;

/// <summary>
/// Xception (Chollet, 2017: Deep Learning with Depthwise Separable Convolutions, figure 5). Padding and names are those of the PyTorch port
/// with trained weights. Input [N, 3, H, W], normally 299x299; output [N, classes], logits.
/// </summary>
public static class Xception
{
    /// <summary>The network.</summary>
    /// <param name="classes">Length of the output.</param>
    /// <returns>The network, <c>xception</c>.</returns>
    public static Network Create(int classes = 1000)
    {
        var builder = new NetworkBuilder();
        NetworkValue x = builder.ConvBnAct(("conv1", "bn1", "relu1"), builder.Input(), new(3, 32, 3) { Stride = 2 }, new ReLU());
        x = builder.ConvBnAct(("conv2", "bn2", "relu2"), x, new(32, 64, 3), new ReLU());
        x = builder.XceptionModule("block1", x, [64, 128, 128], stride: 2, startsWithReLU: false);
        x = builder.XceptionModule("block2", x, [128, 256, 256], stride: 2);
        x = builder.XceptionModule("block3", x, [256, 728, 728], stride: 2);
        for (int block = 4; block <= 11; block++)
            x = builder.XceptionModule($"block{block}", x, [728, 728, 728, 728]);
        x = builder.XceptionModule("block12", x, [728, 728, 1024], stride: 2);
        x = Separable("conv3", "bn3", "relu3", x, 1024, 1536);
        x = Separable("conv4", "bn4", "relu4", x, 1536, 2048);
        return builder.Build("xception", builder.LinearHead(x, 2048, classes));

        NetworkValue Separable(string conv, string norm, string activation, NetworkValue input, int inChannels, int outChannels)
        {
            NetworkValue y = builder.SeparableConv(conv, input, inChannels, outChannels);
            y = builder.Add(norm, new BatchNorm2d(outChannels), y);
            return builder.Add(activation, new ReLU(), y);
        }
    }
}
