using System.Numerics.Tensors;

namespace GroupConv.Tests.Docs;

/// <summary>The code of docs/grouped-convolution.md: every snippet is compiled here, run, and its claims are checked.</summary>
public sealed class GroupedConvolutionSnippets
{
    public const string File = "tests/GroupConv.Tests/Docs/GroupedConvolutionSnippets.cs";

    [Fact]
    public void One_output_number()
    {
        // begin-snippet: one-output
        float[] input =
        [
            3, 1, 2,   0, 5, 1,   2, 4, 3,   // channel 0, row after row
            0, 1, 0,   1, 2, 1,   0, 1, 0,   // channel 1
        ];
        float[] weights =
        [
            1, 2,   0, -1,                   // the kernel for channel 0
            2, 1,   0, 3,                    // the kernel for channel 1
        ];
        var layer = new GroupedConv2d(new GroupedConv2dOptions(inChannels: 2, outChannels: 1, kernel: 2) { Bias = false }, weights);
        var output = new float[4];
        layer.Forward(input, batch: 1, height: 3, width: 3, output);
        // output is 7, 9, 13, 9
        // end-snippet

        output.Should().Equal(7, 9, 13, 9);
    }

    [Fact]
    public void A_grouped_layer_is_its_groups_side_by_side_and_a_block_diagonal_matrix()
    {
        // begin-snippet: three-views
        var options = new GroupedConv2dOptions(inChannels: 6, outChannels: 6, kernel: 3) { Padding = 1, Groups = 3 };
        var grouped = new GroupedConv2d(options, seed: 1);

        IReadOnlyList<GroupedConv2d> parts = grouped.Split();       // 3 standard layers, 2 -> 2 channels each
        GroupedConv2d again = GroupedConv2d.FromGroups(parts);      // and back: the same weights
        GroupedConv2d dense = grouped.ToBlockDiagonal();            // 1 standard layer, 6 -> 6, two thirds of its weights zero

        Tensor<float> x = Tensor.Create(Enumerable.Range(0, 6 * 5 * 5).Select(i => i % 7 - 3f).ToArray(), [1, 6, 5, 5]);
        bool same = Tensor.SequenceEqual<float>(grouped.Forward(x), dense.Forward(x));
        // same is true: not close, the same bits
        // end-snippet

        same.Should().BeTrue();
        Bits(grouped.Forward(x)).Should().Equal(Bits(dense.Forward(x)));
        Bits(grouped.Forward(x)).Should().Equal(Bits(again.Forward(x)));
        grouped.WeightShape.Should().Equal(6, 2, 3, 3);
        parts.Should().HaveCount(3);
        parts[0].WeightShape.Should().Equal(2, 2, 3, 3);
        again.Weights.ToArray().Should().Equal(grouped.Weights.ToArray());
        dense.WeightShape.Should().Equal(6, 6, 3, 3);
        dense.Weights.ToArray().Count(w => w == 0).Should().Be(dense.Weights.Length * 2 / 3);
    }

    [Fact]
    public void What_a_layer_costs()
    {
        // begin-snippet: cost
        var layer = new GroupedConv2d(new GroupedConv2dOptions(256, 512, 3) { Padding = 1, Groups = 32 });
        ConvCost cost = layer.Cost(height: 56, width: 56);

        string ratio = $"{cost.FlopsRatio}";            // "1/32", an exact fraction, not 0.03125
        long weights = cost.WeightParams;               // 36,864: 1/32 of the standard layer's
        long bias = cost.BiasParams;                    // 512, whatever G is
        double flopsPerByte = cost.ArithmeticIntensity; // FLOPs for each byte that has to move
        // end-snippet

        ratio.Should().Be("1/32");
        weights.Should().Be(36_864);
        bias.Should().Be(512);
        flopsPerByte.Should().BeGreaterThan(20);
    }

    [Fact]
    public void Depthwise_with_a_multiplier()
    {
        // begin-snippet: depthwise
        const int channels = 256, multiplier = 2;
        var depthwise = new GroupedConv2d(
            new GroupedConv2dOptions(channels, channels * multiplier, 3) { Padding = 1, Groups = channels });
        // depthwise.WeightShape is 512, 1, 3, 3
        // end-snippet

        depthwise.WeightShape.Should().Equal(512, 1, 3, 3);
    }

    [Fact]
    public void A_separable_pair_without_anything_between_is_a_standard_convolution_of_products()
    {
        // begin-snippet: separable
        var options = new GroupedConv2dOptions(inChannels: 3, outChannels: 4, kernel: 3) { Padding = 1, Bias = false };
        var depthwise = new GroupedConv2d(options with { OutChannels = 3, Groups = 3 }, seed: 1);     // [3, 1, 3, 3]
        var pointwise = new GroupedConv2d(options with { Kernel = 1, Padding = 0 }, seed: 2);         // [4, 3, 1, 1]

        var product = new float[4 * 3 * 9];
        for (int oc = 0; oc < 4; oc++)
            for (int ic = 0; ic < 3; ic++)
                for (int tap = 0; tap < 9; tap++)
                    product[(oc * 3 + ic) * 9 + tap] = pointwise.Weights[oc * 3 + ic] * depthwise.Weights[ic * 9 + tap];
        var standard = new GroupedConv2d(options, product);                                           // [4, 3, 3, 3]
        // standard.Forward(x) is pointwise.Forward(depthwise.Forward(x)), up to rounding
        // end-snippet

        Tensor<float> x = Tensor.Create(Enumerable.Range(0, 3 * 6 * 6).Select(i => i % 11 - 5f).ToArray(), [1, 3, 6, 6]);
        float[] expected = [.. pointwise.Forward(depthwise.Forward(x))];
        float[] actual = [.. standard.Forward(x)];
        actual.Should().HaveSameCount(expected);
        for (int i = 0; i < actual.Length; i++)
            actual[i].Should().BeApproximately(expected[i], 1e-5f);
    }

    [Fact]
    public void Shuffle_lets_groups_talk()
    {
        var x = new float[12];
        for (int i = 0; i < 12; i++)
            x[i] = i;

        Shuffle(x, channels: 12, plane: 1, groups: 3).Should().Equal(0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11);
        Reached(shuffled: false).Should().Be(4);
        Reached(shuffled: true).Should().Be(12);
    }

    /// <summary>Outputs that depend on one input, after two layers of 3 groups; all weights are 1, so none cancels.</summary>
    internal static int Reached(bool shuffled)
    {
        var layer = new GroupedConv2d(
            new GroupedConv2dOptions(12, 12, 1) { Groups = 3, Bias = false }, Enumerable.Repeat(1f, 48).ToArray());
        var x = new float[12];
        x[0] = 1;
        var y = new float[12];
        layer.Forward(x, 1, 1, 1, y);
        float[] between = shuffled ? Shuffle(y, 12, 1, 3) : [.. y];
        layer.Forward(between, 1, 1, 1, y);
        return y.Count(v => v != 0);
    }

    private static IEnumerable<int> Bits(Tensor<float> tensor) => tensor.Select(BitConverter.SingleToInt32Bits);

    // begin-snippet: shuffle
    /// <summary>[C, H, W] read as [G, C/G, H, W] and written as [C/G, G, H, W]: what nn.ChannelShuffle(G) does.</summary>
    private static float[] Shuffle(ReadOnlySpan<float> x, int channels, int plane, int groups)
    {
        var shuffled = new float[x.Length];
        int perGroup = channels / groups;
        for (int g = 0; g < groups; g++)
            for (int i = 0; i < perGroup; i++)
                x.Slice((g * perGroup + i) * plane, plane).CopyTo(shuffled.AsSpan((i * groups + g) * plane));
        return shuffled;
    }
    // end-snippet
}
