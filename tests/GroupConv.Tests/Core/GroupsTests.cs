using GroupConv.Tests.Support;

namespace GroupConv.Tests.Core;

/// <summary>Grouped = split into standard convolutions = one block-diagonal convolution, to the bit.</summary>
public class GroupsTests
{
    public static TheoryData<int, int, int, bool> Layers => new()
    {
        { 6, 6, 1, true }, { 6, 6, 2, true }, { 6, 3, 3, false }, { 12, 24, 4, true }, { 8, 8, 8, true }, { 5, 20, 5, false }, { 96, 64, 32, true },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void Grouped_split_and_block_diagonal_agree(int inChannels, int outChannels, int groups, bool bias)
    {
        var options = new GroupedConv2dOptions(inChannels, outChannels, (3, 2))
        {
            Groups = groups,
            Bias = bias,
            Padding = new Padding(1, 0, 2, 1),
            Stride = (1, 2),
            Clamp = new OutputClamp(-0.4f, 0.5f),
        };
        var layer = new GroupedConv2d(options, seed: groups);
        float[] input = TestData.Uniform(2 * inChannels * 9 * 8, 11);
        float[] whole = TestData.Run(layer, 2, 9, 8, input);

        GroupedConv2d dense = layer.ToBlockDiagonal();
        dense.WeightShape.Should().Equal(outChannels, inChannels, 3, 2);
        dense.Cost(9, 8, 2).Should().Be(layer.Cost(9, 8, 2).Standard);
        Bits.ShouldBeTheSame(TestData.Run(dense, 2, 9, 8, input), whole, "block diagonal");

        IReadOnlyList<GroupedConv2d> parts = layer.Split();
        parts.Should().HaveCount(groups);
        Bits.ShouldBeTheSame(RunSideBySide(parts, input, layer.Geometry(9, 8, 2)), whole, "split");

        GroupedConv2d again = GroupedConv2d.FromGroups(parts);
        again.Options.Should().Be(layer.Options);
        again.Weights.SequenceEqual(layer.Weights).Should().BeTrue();
        again.Bias.SequenceEqual(layer.Bias).Should().BeTrue();
    }

    [Fact]
    public void Parts_that_differ_cannot_become_groups()
    {
        var part = new GroupedConv2d(new GroupedConv2dOptions(2, 2, 3));
        Action none = () => GroupedConv2d.FromGroups([]);
        none.Should().Throw<ArgumentException>().WithMessage("at least one part*");
        Action different = () => GroupedConv2d.FromGroups([part, new GroupedConv2d(part.Options with { Stride = 2 })]);
        different.Should().Throw<ArgumentException>().WithMessage("all parts need the same options, but part 1 is *");
        Action clamped = () => GroupedConv2d.FromGroups([part, new GroupedConv2d(part.Options with { Clamp = OutputClamp.Relu })]);
        clamped.Should().Throw<ArgumentException>().WithMessage("*clamp [0, Infinity]*");
        Action missing = () => GroupedConv2d.FromGroups([part, null!]);
        missing.Should().Throw<ArgumentException>().WithMessage("part 1 is null*");
    }

    private static float[] RunSideBySide(IReadOnlyList<GroupedConv2d> parts, float[] input, ConvGeometry whole)
    {
        var output = new float[whole.OutElements];
        int inSlice = (int)(whole.InChannelsPerGroup * whole.InPlane), outSlice = (int)(whole.OutChannelsPerGroup * whole.OutPlane);
        for (int n = 0; n < whole.Batch; n++)
            for (int g = 0; g < parts.Count; g++)
            {
                int place = n * parts.Count + g;
                parts[g].Forward(input.AsSpan(place * inSlice, inSlice), 1, whole.InHeight, whole.InWidth, output.AsSpan(place * outSlice, outSlice));
            }

        return output;
    }
}
