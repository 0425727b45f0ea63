using GroupConv.Networks;
using GroupConv.Networks.Blocks;

namespace GroupConv.Tests.Networks;

/// <summary>Every block, run in every way, against its definition node by node.</summary>
public class BlockRunTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Depthwise_separable(int stride) => Check(16, (builder, x) => builder.DepthwiseSeparable("dw", "pw", x, 16, 24, stride));

    [Fact]
    public void Separable_convolution() => Check(16, (builder, x) => builder.SeparableConv("x", x, 16, 40));

    [Theory]
    [InlineData(16, 1, 6)]
    [InlineData(24, 2, 6)]
    [InlineData(16, 1, 1)]
    public void Inverted_residual(int outChannels, int stride, int expansion) =>
        Check(16, (builder, x) => builder.InvertedResidual("x", x, 16, outChannels, stride, expansion));

    [Theory]
    [InlineData(1, 24, 1)]
    [InlineData(3, 24, 1)]
    [InlineData(3, 60, 2)]
    public void ShuffleNet_unit(int groups, int outChannels, int stride) =>
        Check(24, (builder, x) => builder.ShuffleNetUnit("x", x, 24, outChannels, groups, stride));

    [Theory]
    [InlineData(20, 1)]
    [InlineData(44, 2)]
    public void ShuffleNetV2_unit(int outChannels, int stride) =>
        Check(20, (builder, x) => builder.ShuffleNetV2Unit("x", x, 20, outChannels, stride));

    [Fact]
    public void Fire_module() => Check(16, (builder, x) => builder.Fire("x", x, 16, 8, 16, 24));

    [Fact]
    public void Squeeze_and_excitation() => Check(16, (builder, x) => builder.SqueezeExcitation("x", x, 16, 4));

    [Fact]
    public void Two_group_pair() => Check(16, (builder, x) => builder.TwoGroupPair("a", "b", x, 16, 24, 16));

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Xception_module(int stride, bool startsWithReLU) =>
        Check(16, (builder, x) => builder.XceptionModule("x", x, [16, 16, 24], stride, startsWithReLU));

    [Theory]
    [InlineData(ResNeXtForm.Grouped)]
    [InlineData(ResNeXtForm.Concatenated)]
    [InlineData(ResNeXtForm.Branches)]
    public void ResNeXt_block(ResNeXtForm form) =>
        Check(16, (builder, x) => builder.ResNeXtBlock("x", x, new(16, 32, 24) { Groups = 8, Stride = 2, Form = form }));

    private static void Check(int channels, Func<NetworkBuilder, NetworkValue, NetworkValue> block)
    {
        var builder = new NetworkBuilder();
        NetworkValue input = builder.Input();
        LayerCase.Check(builder.Build("block", block(builder, input)), [[2, channels, 11, 9]]);
    }
}
