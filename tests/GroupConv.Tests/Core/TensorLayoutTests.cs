using System.Numerics.Tensors;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Core;

/// <summary>Blocks of channels: the orders themselves, and convolutions that read and write them.</summary>
public class TensorLayoutTests
{
    private static readonly TensorLayout[] Layouts = Enum.GetValues<TensorLayout>();

    public static TheoryData<TensorLayout, TensorLayout> Pairs
    {
        get
        {
            var pairs = new TheoryData<TensorLayout, TensorLayout>();
            foreach (TensorLayout from in Layouts)
                foreach (TensorLayout to in Layouts)
                    pairs.Add(from, to);
            return pairs;
        }
    }

    [Theory]
    [InlineData(TensorLayout.Nchw8c, 8)]
    [InlineData(TensorLayout.Nchw16c, 16)]
    public void A_block_holds_the_channels_of_a_position_side_by_side_and_zeros_behind_the_last(TensorLayout layout, int block)
    {
        const int batch = 2, channels = 19, height = 3, width = 5;
        float[] planes = [.. Enumerable.Range(1, batch * channels * height * width).Select(value => (float)value)];
        var blocked = new float[layout.Elements(batch, channels, height, width)];
        TensorLayouts.Reorder(planes, TensorLayout.Nchw, blocked, layout, batch, channels, height, width);

        int blocks = (channels + block - 1) / block;
        blocked.Length.Should().Be(batch * blocks * block * height * width);
        for (int i = 0; i < blocked.Length; i++)
        {
            int channel = i / (block * height * width) % blocks * block + i % block;
            int position = i / block % (height * width);
            int image = i / (blocks * block * height * width);
            blocked[i].Should().Be(channel < channels ? planes[(image * channels + channel) * height * width + position] : 0f);
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Any_layout_and_back_is_the_same(TensorLayout from, TensorLayout to)
    {
        foreach ((int channels, int height, int width) in new[] { (1, 1, 1), (7, 2, 3), (8, 3, 3), (16, 4, 4), (24, 1, 9), (33, 13, 11), (70, 5, 2) })
        {
            float[] planes = TestData.Uniform(3L * channels * height * width, channels);
            float[] first = Reordered(planes, TensorLayout.Nchw, from), second = Reordered(first, from, to);
            Bits.ShouldBeTheSame(second, Reordered(planes, TensorLayout.Nchw, to), $"{channels} channels, {from} to {to}");
            Bits.ShouldBeTheSame(Reordered(second, to, TensorLayout.Nchw), planes, $"{channels} channels, {from} to {to} and back");

            float[] Reordered(float[] source, TensorLayout its, TensorLayout other)
            {
                var target = new float[other.Elements(3, channels, height, width)];
                target.AsSpan().Fill(float.NaN);
                TensorLayouts.Reorder(source, its, target, other, 3, channels, height, width, maxThreads: 2);
                return target;
            }
        }
    }

    /// <summary>Whole blocks, parts of blocks, depthwise, pointwise, strides, and groups that do not match blocks and go through planes.</summary>
    [Theory]
    [InlineData(32, 48, 1, 3, 1)]
    [InlineData(32, 32, 8, 3, 1)]
    [InlineData(32, 32, 16, 3, 2)]
    [InlineData(32, 32, 32, 3, 1)]
    [InlineData(32, 32, 32, 5, 1)]
    [InlineData(32, 32, 32, 7, 1)]
    [InlineData(32, 32, 32, 3, 2)]
    [InlineData(32, 64, 4, 1, 1)]
    [InlineData(16, 32, 4, 3, 2)]
    [InlineData(12, 20, 4, 3, 1)]
    [InlineData(9, 18, 9, 3, 1)]
    public void A_layer_gives_the_bits_of_its_planes_in_every_layout(int inChannels, int outChannels, int groups, int kernel, int stride)
    {
        var options = new GroupedConv2dOptions(inChannels, outChannels, kernel)
        {
            Groups = groups,
            Stride = stride,
            Padding = kernel / 2,
            Clamp = new OutputClamp(-0.5f, 0.6f),
        };
        var planesLayer = new GroupedConv2d(options, seed: kernel);
        ConvGeometry planes = planesLayer.Geometry(10, 9, batch: 2);
        float[] input = TestData.Uniform(planes.InElements, 1), residual = TestData.Uniform(planes.OutElements, 2);
        var expected = new float[planes.OutElements];
        ReferenceConvolution.Forward(planes, input, planesLayer.Weights, planesLayer.Bias, residual, expected);
        foreach (TensorLayout from in Layouts)
            foreach (TensorLayout to in Layouts)
                foreach (VectorTier tier in VectorTiers.All)
                    Check(from, to, tier);

        void Check(TensorLayout from, TensorLayout to, VectorTier tier)
        {
            var layer = new GroupedConv2d(options with { InputLayout = from, OutputLayout = to, Tier = tier }, planesLayer.Weights, planesLayer.Bias);
            ConvGeometry g = layer.Geometry(10, 9, batch: 2);
            var blockedInput = new float[g.InElements];
            var blockedResidual = new float[g.OutElements];
            var blockedOutput = new float[g.OutElements];
            TensorLayouts.Reorder(input, TensorLayout.Nchw, blockedInput, from, 2, inChannels, 10, 9);
            TensorLayouts.Reorder(residual, TensorLayout.Nchw, blockedResidual, to, 2, outChannels, g.OutHeight, g.OutWidth);
            layer.Forward(blockedInput, 2, 10, 9, blockedResidual, blockedOutput);
            var actual = new float[expected.Length];
            TensorLayouts.Reorder(blockedOutput, to, actual, TensorLayout.Nchw, 2, outChannels, g.OutHeight, g.OutWidth);
            Bits.ShouldBeTheSame(actual, expected, $"{from} to {to} on {tier}: {layer.Plan(10, 9, 2)}");
        }
    }

    // The tier is named because no layout has blocks of 4: on a processor of that width Depthwise does not run blocks as they lie.
    [Theory]
    [InlineData(TensorLayout.Nchw8c, VectorTier.Vector256)]
    [InlineData(TensorLayout.Nchw16c, VectorTier.Vector512)]
    public void Where_groups_fill_blocks_nothing_is_reordered(TensorLayout blocks, VectorTier tier)
    {
        foreach (GroupedConv2dOptions options in new[]
        {
            new GroupedConv2dOptions(64, 64, 3) { Padding = 1, Groups = 4 },
            new GroupedConv2dOptions(64, 64, 3) { Padding = 1, Groups = 64 },
            new GroupedConv2dOptions(64, 128, 1),
        })
        {
            var plan = ConvPlan.Of(new ConvGeometry(options with { InputLayout = blocks, OutputLayout = blocks, Tier = tier }, 1, 14, 14));
            plan.ToString().Should().NotContain("reordered");
        }
    }

    [Fact]
    public void Tensors_have_an_axis_more()
    {
        var layer = new GroupedConv2d(new GroupedConv2dOptions(12, 20, 1) { InputLayout = TensorLayout.Nchw8c, OutputLayout = TensorLayout.Nchw16c }, seed: 1);
        Tensor<float> output = layer.Forward(Tensor.CreateFromShape<float>([3, 2, 5, 6, 8]));
        output.Lengths.ToArray().Should().Equal(3, 2, 5, 6, 16);
        Action planes = () => layer.Forward(Tensor.CreateFromShape<float>([3, 12, 5, 6]));
        planes.Should().Throw<ArgumentException>().WithMessage("input must be [N, ceil(Cin / 8), H, W, 8], but has shape [3, 12, 5, 6]*");
        Action blocks = () => layer.Forward(Tensor.CreateFromShape<float>([3, 3, 5, 6, 8]));
        blocks.Should().Throw<ArgumentException>().WithMessage("*to have 2 blocks of 8 channels, but got 3 of 8*");
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var source = new float[2 * 8 * 3 * 3];
        Action length = () => TensorLayouts.Reorder(source, TensorLayout.Nchw8c, new float[source.Length], TensorLayout.Nchw, 2, 7, 3, 3);
        length.Should().Throw<ArgumentException>().WithMessage("target must have 126 elements in Nchw, but has 144*");
        Action overlap = () => TensorLayouts.Reorder(source, TensorLayout.Nchw8c, source, TensorLayout.Nchw, 2, 8, 3, 3);
        overlap.Should().Throw<ArgumentException>().WithMessage("source and target overlap*");
        Action layout = () => TensorLayouts.Reorder(source, (TensorLayout)7, source, TensorLayout.Nchw, 2, 8, 3, 3);
        layout.Should().Throw<ArgumentOutOfRangeException>().WithMessage("not a tensor layout*");
    }
}
