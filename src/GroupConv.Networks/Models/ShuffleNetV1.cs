using GroupConv.Networks.Blocks;

namespace GroupConv.Networks.Models;

/// <summary>
/// ShuffleNet (Zhang et al., 2017: An Extremely Efficient Convolutional Neural Network for Mobile Devices, table 1).
/// Input [N, 3, H, W], normally 224x224; output [N, classes], logits.
/// </summary>
public static class ShuffleNetV1
{
    private static readonly int[] StageUnits = [4, 8, 4];

    /// <summary>The network.</summary>
    /// <param name="groups">Groups of the pointwise convolutions: 1, 2, 3, 4 or 8. The more, the more channels for about the same work.</param>
    /// <param name="classes">Length of the output.</param>
    /// <returns>The network, <c>shufflenet_v1_g3</c> and so on.</returns>
    /// <exception cref="ArgumentException">The paper has no network with so many groups, or there are no classes.</exception>
    public static Network Create(int groups = 3, int classes = 1000)
    {
        int channels = 24, outChannels = FirstStageChannels(groups);
        var builder = new NetworkBuilder();
        NetworkValue x = builder.ConvBnAct(("conv1", "bn1", "relu"), builder.Input(), ConvBlocks.Conv(3, channels, 3, stride: 2), new ReLU());
        x = builder.Add("maxpool", new MaxPool2d(3) { Stride = 2, Padding = 1 }, x);
        for (int stage = 0; stage < StageUnits.Length; stage++)
        {
            for (int unit = 0; unit < StageUnits[stage]; unit++)
            {
                int? firstGroups = stage == 0 && unit == 0 ? 1 : null;
                x = builder.ShuffleNetUnit($"stage{stage + 2}.{unit}", x, channels, outChannels, groups, stride: unit == 0 ? 2 : 1, firstGroups);
                channels = outChannels;
            }

            outChannels *= 2;
        }

        return builder.Build($"shufflenet_v1_g{groups}", builder.LinearHead(x, channels, classes));
    }

    private static int FirstStageChannels(int groups) => groups switch
    {
        1 => 144,
        2 => 200,
        3 => 240,
        4 => 272,
        8 => 384,
        _ => throw new ArgumentOutOfRangeException(nameof(groups), groups, "ShuffleNet has 1, 2, 3, 4 or 8 groups"),
    };
}
