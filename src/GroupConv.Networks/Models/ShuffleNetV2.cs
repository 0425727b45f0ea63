using System.Diagnostics.CodeAnalysis;
using GroupConv.Networks.Blocks;
using GroupConv.Values;

namespace GroupConv.Networks.Models;

/// <summary>
/// ShuffleNetV2 (Ma et al., 2018: Practical Guidelines for Efficient CNN Architecture Design, table 5). Parameters are called as in
/// torchvision. Input [N, 3, H, W], normally 224x224; output [N, classes], logits.
/// </summary>
[SuppressMessage("Naming", "CA1707:Identifiers should not contain underscores", Justification = "the names of the literature")]
public static class ShuffleNetV2
{
    private static readonly int[] StageUnits = [4, 8, 4];

    /// <summary>The network with half of the channels.</summary>
    /// <param name="classes">Length of the output.</param>
    /// <returns>The network, <c>shufflenet_v2_x0_5</c>.</returns>
    public static Network X0_5(int classes = 1000) => Create("shufflenet_v2_x0_5", [48, 96, 192], 1024, classes);

    /// <summary>The network.</summary>
    /// <param name="classes">Length of the output.</param>
    /// <returns>The network, <c>shufflenet_v2_x1_0</c>.</returns>
    public static Network X1_0(int classes = 1000) => Create("shufflenet_v2_x1_0", [116, 232, 464], 1024, classes);

    /// <summary>The network with one and a half times the channels.</summary>
    /// <param name="classes">Length of the output.</param>
    /// <returns>The network, <c>shufflenet_v2_x1_5</c>.</returns>
    public static Network X1_5(int classes = 1000) => Create("shufflenet_v2_x1_5", [176, 352, 704], 1024, classes);

    /// <summary>The network with twice the channels.</summary>
    /// <param name="classes">Length of the output.</param>
    /// <returns>The network, <c>shufflenet_v2_x2_0</c>.</returns>
    public static Network X2_0(int classes = 1000) => Create("shufflenet_v2_x2_0", [244, 488, 976], 2048, classes);

    /// <summary>A network with any channels.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="stageChannels">Output channels of the three stages, even numbers.</param>
    /// <param name="lastChannels">Output channels of the last convolution.</param>
    /// <param name="classes">Length of the output.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ArgumentException">There are not three stages, or channels do not fit.</exception>
    public static Network Create(string name, IReadOnlyList<int> stageChannels, int lastChannels, int classes = 1000)
    {
        ValueList<int> stages = ValueList<int>.Of(stageChannels, nameof(stageChannels));
        if (stages.Count != StageUnits.Length)
            throw new ArgumentException($"a ShuffleNetV2 has {StageUnits.Length} stages, but got {stages.Count}", nameof(stageChannels));
        int channels = 24;
        var builder = new NetworkBuilder();
        NetworkValue x = builder.ConvBnAct(("conv1.0", "conv1.1", "conv1.2"), builder.Input(), ConvBlocks.Conv(3, channels, 3, stride: 2), new ReLU());
        x = builder.Add("maxpool", new MaxPool2d(3) { Stride = 2, Padding = 1 }, x);
        for (int stage = 0; stage < StageUnits.Length; stage++)
        {
            for (int unit = 0; unit < StageUnits[stage]; unit++)
            {
                x = builder.ShuffleNetV2Unit($"stage{stage + 2}.{unit}", x, channels, stages[stage], stride: unit == 0 ? 2 : 1);
                channels = stages[stage];
            }
        }

        x = builder.ConvBnAct(("conv5.0", "conv5.1", "conv5.2"), x, ConvBlocks.Conv(channels, lastChannels, 1), new ReLU());
        return builder.Build(name, builder.LinearHead(x, lastChannels, classes));
    }
}
