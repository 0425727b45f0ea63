using System.Diagnostics.CodeAnalysis;
using GroupConv.Networks.Blocks;
using GroupConv.Values;

namespace GroupConv.Networks.Models;

/// <summary>
/// ResNeXt (Xie et al., 2017: Aggregated Residual Transformations for Deep Neural Networks). Parameters are called as in torchvision, so
/// that its weights load by name. Input [N, 3, H, W], normally 224x224; output [N, classes], logits.
/// </summary>
[SuppressMessage("Naming", "CA1707:Identifiers should not contain underscores", Justification = "the names of the literature")]
public static class ResNeXt
{
    // How many times as many channels a block has outside as each stage's planes.
    private const int Expansion = 4;

    /// <summary>ResNeXt-50, 32 groups of 4 channels in the first stage.</summary>
    /// <param name="classes">Length of the output.</param>
    /// <returns>The network, <c>resnext50_32x4d</c>.</returns>
    public static Network ResNeXt50_32x4d(int classes = 1000) => Create("resnext50_32x4d", [3, 4, 6, 3], groups: 32, groupWidth: 4, classes);

    /// <summary>ResNeXt-101, 32 groups of 8 channels in the first stage.</summary>
    /// <param name="classes">Length of the output.</param>
    /// <returns>The network, <c>resnext101_32x8d</c>.</returns>
    public static Network ResNeXt101_32x8d(int classes = 1000) => Create("resnext101_32x8d", [3, 4, 23, 3], groups: 32, groupWidth: 8, classes);

    /// <summary>ResNeXt-101, 64 groups of 4 channels in the first stage.</summary>
    /// <param name="classes">Length of the output.</param>
    /// <returns>The network, <c>resnext101_64x4d</c>.</returns>
    public static Network ResNeXt101_64x4d(int classes = 1000) => Create("resnext101_64x4d", [3, 4, 23, 3], groups: 64, groupWidth: 4, classes);

    /// <summary>A ResNeXt of any size.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="blocks">Blocks of each of the four stages; all but the first halve the size.</param>
    /// <param name="groups">Groups, which the paper calls cardinality.</param>
    /// <param name="groupWidth">Channels of a group in the first stage; twice as many in each further one.</param>
    /// <param name="classes">Length of the output.</param>
    /// <param name="form">Which of the equivalent forms the blocks have.</param>
    /// <returns>The network.</returns>
    /// <exception cref="ArgumentException">There are not four stages, or a number is not positive.</exception>
    public static Network Create(string name, IReadOnlyList<int> blocks, int groups, int groupWidth, int classes = 1000, ResNeXtForm form = ResNeXtForm.Grouped)
    {
        ValueList<int> stages = ValueList<int>.Of(blocks, nameof(blocks));
        if (stages.Count != 4)
            throw new ArgumentException($"a ResNeXt has four stages, but got {stages.Count}", nameof(blocks));
        var builder = new NetworkBuilder();
        NetworkValue input = builder.Input();
        NetworkValue x = builder.ConvBnAct(("conv1", "bn1", "relu"), input, ConvBlocks.Conv(3, 64, 7, stride: 2), new ReLU());
        x = builder.Add("maxpool", new MaxPool2d(3) { Stride = 2, Padding = 1 }, x);
        int channels = 64;
        for (int stage = 0; stage < stages.Count; stage++)
        {
            int planes = 64 << stage;
            for (int block = 0; block < stages[stage]; block++)
            {
                var options = new ResNeXtBlockOptions(channels, Sizes.ToLength(((long)groups * groupWidth) << stage, "the width of a stage"), planes * Expansion)
                {
                    Groups = groups,
                    Stride = stage > 0 && block == 0 ? 2 : 1,
                    Form = form,
                };
                x = builder.ResNeXtBlock($"layer{stage + 1}.{block}", x, options);
                channels = options.OutChannels;
            }
        }

        return builder.Build(name, builder.LinearHead(x, channels, classes));
    }
}
