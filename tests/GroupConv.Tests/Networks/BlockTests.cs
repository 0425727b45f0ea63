using GroupConv.Networks;
using GroupConv.Networks.Blocks;

namespace GroupConv.Tests.Networks;

public class BlockTests
{
    [Fact]
    public void Squeeze_and_excitation_keeps_the_shape_and_has_the_names_of_torchvision()
    {
        Network network = Of((builder, x) => builder.SqueezeExcitation("se", x, 32, 8));
        network.Shapes([2, 32, 5, 7])[network.Outputs[0].Value].Should().Equal(2, 32, 5, 7);
        network.Parameters.Select(parameter => $"{parameter.Name} {parameter.Parameter.Shape}").Should()
            .Equal("se.fc1.weight [8, 32, 1, 1]", "se.fc1.bias [8]", "se.fc2.weight [32, 8, 1, 1]", "se.fc2.bias [32]");
        network.Nodes.Select(node => node.Layer.Kind).Should().Equal("AdaptiveAvgPool2d", "Conv2d", "ReLU", "Conv2d", "Sigmoid", "Mul");
    }

    [Fact]
    public void A_separable_convolution_costs_one_ninth_and_one_Coutth_of_a_standard_one()
    {
        Network separable = Of((builder, x) => builder.SeparableConv("x", x, 32, 64));
        Network standard = Of((builder, x) => builder.Add("x", new Conv2d(new GroupedConv2dOptions(32, 64, 3) { Padding = 1, Bias = false }), x));
        // 1 / Cout + 1 / k^2 (Howard et al., 2017, section 3.1)
        ((double)separable.Macs([1, 32, 9, 9]) / standard.Macs([1, 32, 9, 9])).Should().BeApproximately(1.0 / 64 + 1.0 / 9, 1e-12);
    }

    [Theory]
    [InlineData(7, 1)]
    [InlineData(7, 2)]
    [InlineData(8, 2)]
    public void A_depthwise_separable_block_pads_as_TensorFlow_does(int size, int stride)
    {
        Network network = Of((builder, x) => builder.DepthwiseSeparable("conv_dw_1", "conv_pw_1", x, 32, 48, stride));
        int expected = (size + stride - 1) / stride;
        network.Shapes([1, 32, size, size])[network.Outputs[0].Value].Should().Equal(1, 48, expected, expected);
        network.Nodes.Select(node => node.Name).Should().Equal("conv_dw_1", "conv_dw_1_bn", "conv_dw_1_relu", "conv_pw_1", "conv_pw_1_bn", "conv_pw_1_relu");
    }

    [Theory]
    [InlineData(32, 1, 6, true)]
    [InlineData(32, 2, 6, false)]
    [InlineData(24, 1, 6, false)]
    [InlineData(32, 1, 1, true)]
    public void An_inverted_residual_adds_its_input_where_it_fits(int outChannels, int stride, int expansion, bool adds)
    {
        Network network = Of((builder, x) => builder.InvertedResidual("x", x, 32, outChannels, stride, expansion));
        network.Nodes.Any(node => node.Layer is Add).Should().Be(adds);
        network.Nodes.Count(node => node.Layer is Conv2d).Should().Be(expansion == 1 ? 2 : 3);
        network.Shapes([1, 32, 9, 9])[network.Outputs[0].Value].Should().Equal(1, outChannels, stride == 1 ? 9 : 5, stride == 1 ? 9 : 5);
    }

    [Theory]
    [InlineData(1, 32, 1)]
    [InlineData(4, 32, 1)]
    [InlineData(1, 80, 2)]
    [InlineData(4, 80, 2)]
    public void A_ShuffleNet_unit_adds_or_concatenates(int groups, int outChannels, int stride)
    {
        Network network = Of((builder, x) => builder.ShuffleNetUnit("x", x, 32, outChannels, groups, stride));
        network.Shapes([1, 32, 9, 9])[network.Outputs[0].Value].Should().Equal(1, outChannels, stride == 1 ? 9 : 5, stride == 1 ? 9 : 5);
        network.Nodes.Any(node => node.Layer is Add).Should().Be(stride == 1);
        network.Nodes.Any(node => node.Layer is AvgPool2d).Should().Be(stride == 2);
        network.Nodes.Any(node => node.Layer is ChannelShuffle).Should().Be(groups > 1);
    }

    [Theory]
    [InlineData(32, 1)]
    [InlineData(48, 2)]
    public void A_ShuffleNetV2_unit_shuffles_two_halves(int outChannels, int stride)
    {
        Network network = Of((builder, x) => builder.ShuffleNetV2Unit("x", x, 32, outChannels, stride));
        NetworkShapes shapes = network.Shapes([1, 32, 9, 9]);
        shapes[network.Outputs[0].Value].Should().Equal(1, outChannels, stride == 1 ? 9 : 5, stride == 1 ? 9 : 5);
        network.Nodes.Single(node => node.Layer is Concat).Inputs.Select(value => shapes[value][1]).Should().Equal(outChannels / 2, outChannels / 2);
        network.Nodes[^1].Layer.Should().Be(new ChannelShuffle(2));
    }

    [Fact]
    public void The_pair_of_AlexNet_has_half_of_the_weights_and_work()
    {
        Network pair = Of((builder, x) => builder.TwoGroupPair("conv4", "conv5", x, 32, 48, 16));
        Conv2d[] convolutions = [.. pair.Nodes.Select(node => node.Layer).OfType<Conv2d>()];
        convolutions.Select(conv => conv.Options.Groups).Should().Equal(2, 2);
        pair.Macs([1, 32, 13, 13]).Should().Be((32 * 48 + 48 * 16) * 9 * 13 * 13 / 2);
    }

    [Fact]
    public void Blocks_with_numbers_that_do_not_fit_are_refused()
    {
        Refuses((builder, x) => builder.ShuffleNetUnit("x", x, 32, 48, groups: 1), "*32 -> 48*");
        Refuses((builder, x) => builder.ShuffleNetUnit("x", x, 32, 32, groups: 1, stride: 3), "*stride 3*");
        Refuses((builder, x) => builder.ShuffleNetUnit("x", x, 32, 32, groups: 1, stride: 2), "*more than input channels*");
        Refuses((builder, x) => builder.ShuffleNetUnit("x", x, 32, 78, groups: 1, stride: 2), "*multiple of 4*");
        Refuses((builder, x) => builder.ShuffleNetUnit("x", x, 32, 80, groups: 3, stride: 2), "*divisible by groups*");
        Refuses((builder, x) => builder.ShuffleNetV2Unit("x", x, 32, 48), "*32 -> 48*");
        Refuses((builder, x) => builder.ShuffleNetV2Unit("x", x, 32, 47, stride: 2), "*even number*");
        Refuses((builder, x) => builder.XceptionModule("x", x, [32]), "*needs the channels*");
        Refuses((builder, x) => builder.TwoGroupPair("a", "b", x, 32, 47, 16), "*divisible by groups*");
        Refuses((builder, x) => builder.ResNeXtBlock("x", x, new(32, 30, 64) { Groups = 8 }), "*width 30 and groups 8*");
    }

    private static void Refuses(Func<NetworkBuilder, NetworkValue, NetworkValue> block, string message) =>
        FluentActions.Invoking(() => Of(block)).Should().Throw<ArgumentException>().WithMessage(message);

    private static Network Of(Func<NetworkBuilder, NetworkValue, NetworkValue> block)
    {
        var builder = new NetworkBuilder();
        NetworkValue input = builder.Input();
        return builder.Build("block", block(builder, input));
    }
}
