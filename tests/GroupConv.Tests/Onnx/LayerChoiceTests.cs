using GroupConv.Networks;
using GroupConv.Tests.Onnx.Cases;

namespace GroupConv.Tests.Onnx;

/// <summary>Which layers nodes become. That they compute the right thing is what the cases with recordings say.</summary>
public class LayerChoiceTests
{
    [Theory]
    [InlineData("conv with all attributes", typeof(Conv2d))]
    [InlineData("conv of lines", typeof(Conv1d))]
    [InlineData("transpose of lines", typeof(ConvTranspose2d))]
    [InlineData("norm of rows", typeof(BatchNorm2d))]
    [InlineData("global average pool of lines", typeof(AdaptiveAvgPool2d))]
    [InlineData("clip of opset 9 from below", typeof(ReLU))]
    [InlineData("clip to 6", typeof(ReLU6))]
    [InlineData("clip from above", typeof(Clamp))]
    [InlineData("prelu by channel", typeof(PReLU))]
    [InlineData("silu", typeof(SiLU))]
    [InlineData("hard swish of parts", typeof(HardSwish))]
    [InlineData("a gate of another tensor", typeof(Sigmoid), typeof(ReLU), typeof(Mul))]
    [InlineData("add of a constant by channel", typeof(Constant), typeof(Add))]
    [InlineData("gemm with factors", typeof(Linear))]
    [InlineData("gemm with a bias by row", typeof(Linear), typeof(Constant), typeof(Add))]
    [InlineData("gemm of a transposed input", typeof(Permute), typeof(Linear))]
    [InlineData("gemm of computed factors", typeof(Permute), typeof(MatMul), typeof(Constant), typeof(Add))]
    [InlineData("matmul with a weight", typeof(Linear))]
    [InlineData("matmul of stacks", typeof(MatMul))]
    [InlineData("concat of one", typeof(ReLU))]
    [InlineData("split of opset 11", typeof(Slice), typeof(Slice))]
    [InlineData("slice with steps", typeof(Slice), typeof(Slice))]
    [InlineData("slice backwards of one element", typeof(Slice))]
    [InlineData("gather of one", typeof(Slice), typeof(Reshape))]
    [InlineData("gather of a range with a step", typeof(Slice))]
    [InlineData("gather of all in two axes", typeof(Reshape))]
    [InlineData("pad that cuts off", typeof(Slice), typeof(Slice), typeof(Slice), typeof(Pad))]
    [InlineData("resize of lines", typeof(Reshape), typeof(Resize), typeof(Reshape))]
    [InlineData("softmax of opset 11", typeof(Reshape), typeof(Softmax), typeof(Reshape))]
    [InlineData("softmax of opset 11 before axes of 1", typeof(Softmax))]
    [InlineData("flatten", typeof(Flatten))]
    [InlineData("reshape to itself", typeof(ReLU))]
    [InlineData("transpose of nothing", typeof(Identity))]
    [InlineData("shuffle", typeof(ReLU), typeof(ChannelShuffle))]
    [InlineData("shuffle of one plane axis", typeof(ReLU), typeof(ChannelShuffle))]
    [InlineData("shuffle of rows", typeof(ReLU), typeof(ChannelShuffle))]
    [InlineData("shuffle without a batch axis", typeof(ReLU), typeof(ChannelShuffle))]
    [InlineData("shuffle of one group", typeof(ReLU))]
    [InlineData("no shuffle of channels", typeof(ReLU), typeof(Reshape), typeof(Permute), typeof(Reshape))]
    [InlineData("no shuffle of three", typeof(ReLU), typeof(Reshape), typeof(Permute), typeof(Reshape))]
    [InlineData("identity and dropout", typeof(ReLU))]
    [InlineData("an output that is an input", typeof(ReLU), typeof(Identity))]
    [InlineData("a view as PyTorch exports it", typeof(Reshape))]
    [InlineData("half of the channels", typeof(Slice))]
    public void A_case_becomes_layers(string name, params Type[] layers) =>
        OperatorCase.All.Single(@case => @case.Name == name).Model.Layers().Select(layer => layer.GetType()).Should().Equal(layers);

    [Fact]
    public void Attributes_become_options()
    {
        GroupedConv2dOptions options = ((Conv2d)OperatorCase.All.Single(@case => @case.Name == "conv with all attributes").Model.OneLayer()).Options;

        options.Should().Be(new GroupedConv2dOptions(4, 6, (3, 2)) { Groups = 2, Padding = new Padding(1, 0, 2, 1), Stride = (2, 1), Dilation = (1, 2) });
    }

    [Fact]
    public void A_shuffle_has_as_many_groups_as_the_first_shape_says() =>
        OperatorCase.All.Single(@case => @case.Name == "shuffle").Model.Layers().OfType<ChannelShuffle>().Single().Groups.Should().Be(3);

    /// <summary>The two parts of the shuffle that are used elsewhere too stay.</summary>
    [Fact]
    public void What_a_pattern_replaces_stays_where_it_is_used_besides()
    {
        TestModel model = new TestModel().Input("x", 1, 4, 2).Node("Sigmoid", "x", "s").Node("Mul", "s x", "y").Output("y").Output("s");

        model.Layers().Select(layer => layer.Kind).Should().Equal("Sigmoid", "SiLU");
    }

    /// <summary>So that a network can take other batches than the one it was read with.</summary>
    [Fact]
    public void A_first_axis_that_stays_is_not_fixed()
    {
        Network network = OperatorCase.All.Single(@case => @case.Name == "a view as PyTorch exports it").Model.Load().Network;

        network.Shapes([[5, 3, 4]])[network.Outputs[0].Value].Should().Equal(5, 12);
    }
}
