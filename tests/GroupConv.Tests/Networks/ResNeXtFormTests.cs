using GroupConv.Networks;
using GroupConv.Networks.Blocks;
using GroupConv.Networks.Models;

namespace GroupConv.Tests.Networks;

/// <summary>The three forms of a ResNeXt block, Xie et al., 2017, figure 3.</summary>
public class ResNeXtFormTests
{
    private static readonly ResNeXtBlockOptions Options = new(24, 32, 48) { Groups = 8, Stride = 2 };

    [Theory]
    [InlineData(ResNeXtForm.Concatenated)]
    [InlineData(ResNeXtForm.Branches)]
    public void All_forms_have_the_same_params_and_work(ResNeXtForm form)
    {
        Network grouped = Block(ResNeXtForm.Grouped), other = Block(form);
        other.Params.Should().Be(grouped.Params);
        other.Macs([1, 24, 10, 10]).Should().Be(grouped.Macs([1, 24, 10, 10]));
        other.Nodes.Count(node => node.Layer is Conv2d { Options.Groups: > 1 }).Should().Be(0);
    }

    [Theory]
    [InlineData(ResNeXtForm.Grouped)]
    [InlineData(ResNeXtForm.Concatenated)]
    [InlineData(ResNeXtForm.Branches)]
    public void Weights_of_the_grouped_form_become_those_of_the_others(ResNeXtForm form)
    {
        Network other = Block(form);
        StateDict converted = ResNeXtWeights.Convert(StateDict.Random(Block(ResNeXtForm.Grouped), seed: 1), "block", Options.Groups, form);
        converted.ThrowIfNotFor(other);
        converted.Should().HaveCount(other.Parameters.Count());
    }

    [Fact]
    public void A_branch_has_its_channels_of_each_tensor()
    {
        StateDict grouped = StateDict.Random(Block(ResNeXtForm.Grouped), seed: 1);
        StateDict branches = ResNeXtWeights.Convert(grouped, "block", Options.Groups, ResNeXtForm.Branches);
        const int Branch = 3, Width = 4; // channels 12 to 15 of 32
        grouped["block.conv1.weight"].Values[(Branch * Width * 24)..][..(Width * 24)].ToArray().Should().Equal(branches["block.branch3.conv1.weight"].Values.ToArray());
        grouped["block.conv2.weight"].Values[(Branch * Width * Width * 9)..][..(Width * Width * 9)].ToArray().Should().Equal(branches["block.branch3.conv2.weight"].Values.ToArray());
        // [48, 32] with its columns 12 to 15: of the second row, those from 32 + 12 on.
        grouped["block.conv3.weight"].Values[(32 + Branch * Width)..][..Width].ToArray().Should().Equal(branches["block.branch3.conv3.weight"].Values[Width..(2 * Width)].ToArray());
    }

    [Fact]
    public void Other_blocks_stay_as_they_are()
    {
        Network network = ResNeXt.Create("small", [1, 1, 1, 1], groups: 8, groupWidth: 4, classes: 10);
        StateDict weights = StateDict.Random(network), converted = ResNeXtWeights.Convert(weights, "layer1.0", 8, ResNeXtForm.Concatenated);
        converted.Count.Should().Be(weights.Count + 7 * 10, "of 10 tensors there are 8 parts each");
        weights.Where(tensor => !tensor.Name.StartsWith("layer1.0.", StringComparison.Ordinal)).Should()
            .AllSatisfy(tensor => converted[tensor.Name].Values.Should().Be(tensor.Values));
    }

    [Fact]
    public void A_block_that_is_not_there_is_named()
    {
        StateDict weights = StateDict.Random(Block(ResNeXtForm.Grouped));
        FluentActions.Invoking(() => ResNeXtWeights.Convert(weights, "layer9", 8, ResNeXtForm.Branches)).Should().Throw<ArgumentException>().WithMessage("*no block 'layer9'*");
        FluentActions.Invoking(() => ResNeXtWeights.Convert(weights, "block", 5, ResNeXtForm.Branches)).Should().Throw<ArgumentException>()
            .WithMessage("'block.conv1.weight' of shape [32, 24, 1, 1] cannot be divided between 5 branches");
    }

    private static Network Block(ResNeXtForm form)
    {
        var builder = new NetworkBuilder();
        NetworkValue input = builder.Input();
        return builder.Build($"block {form}", builder.ResNeXtBlock("block", input, Options with { Form = form }));
    }
}
