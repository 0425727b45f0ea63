using GroupConv.Networks;
using GroupConv.Networks.Blocks;

namespace GroupConv.Tests.Training;

/// <summary>Every layer's gradients against central differences in double precision.</summary>
public class LayerGradientTests
{
    public static TheoryData<Layer, TensorShape> Layers => new()
    {
        { new Conv2d(new(6, 9, 3) { Groups = 3, Padding = 1 }), [2, 6, 5, 6] },
        { new Conv2d(new(4, 8, (2, 3)) { Groups = 4, Stride = (2, 1), Dilation = (1, 2), Padding = new(1, 0, 2, 1), Bias = false }), [2, 4, 5, 7] },
        { new Conv2d(new(2, 4, 3) { Padding = 1, PaddingMode = PaddingMode.Reflect }), [2, 2, 5, 4] },
        { new Conv1d(new(4, 6, (1, 3)) { Groups = 2, Stride = (1, 2), Padding = (0, 1) }), [3, 4, 9] },
        { new ConvTranspose2d(4, 6, 3) { Groups = 2, Stride = 2, Padding = 1, OutputPadding = 1 }, [2, 4, 3, 4] },
        { new ConvTranspose2d(3, 2, (1, 4)) { IsLine = true, Stride = (1, 3), Bias = false }, [2, 3, 5] },
        { new Linear(7, 5), [3, 7] },
        { new Linear(4, 3, Bias: false), [2, 3, 4] },
        { new BatchNorm2d(3), [4, 3, 5, 2] },
        { new BatchNorm2d(5), [3, 5, 19] },
        { new BatchNorm2d(4), [7, 4] },
        { new ReLU(), [2, 3, 5] },
        { new ReLU6(), [2, 3, 5] },
        { new Clamp(-0.5f, 1.2f), [2, 3, 5] },
        { new LeakyReLU(0.2f), [2, 3, 5] },
        { new Sigmoid(), [2, 11] },
        { new Tanh(), [2, 11] },
        { new SiLU(), [2, 11] },
        { new HardSigmoid(0.6f, 0.4f), [2, 11] },
        { new HardSwish(), [2, 23] },
        { new PReLU(), [2, 3, 7] },
        { new PReLU(3), [2, 3, 4, 3] },
        { new Softmax(), [3, 6] },
        { new Softmax(1), [2, 4, 3] },
        { new MaxPool2d(3) { Stride = 2, Padding = 1 }, [2, 2, 7, 6] },
        { new MaxPool2d((1, 2)), [2, 2, 7] },
        { new AvgPool2d(3) { Stride = 2, Padding = 1 }, [2, 2, 7, 6] },
        { new AvgPool2d((2, 3)) { Padding = new(1, 1, 0, 1), CountIncludePad = false, CeilMode = true }, [1, 2, 6, 6] },
        { new AvgPool2d(3) { Stride = 2, Padding = 1, CeilMode = true }, [1, 2, 6, 6] },
        { new AdaptiveAvgPool2d(1), [2, 3, 4, 5] },
        { new AdaptiveAvgPool2d((2, 3)), [2, 2, 5, 7] },
        { new Resize((7, 5)), [1, 2, 4, 3] },
        { new Resize((2, 5), NearestRule.HalfPixel), [1, 2, 4, 3] },
        { new ChannelShuffle(3), [2, 6, 4] },
        { new Permute([0, 2, 1]), [2, 3, 4] },
        { new Slice(1, 1, 6, 2), [2, 7, 3] },
        { new Pad([0, 0, 1, 2], [0, 1, 0, 1], Value: 0.5f), [2, 2, 3, 3] },
        { new Flatten(), [2, 3, 4] },
        { new Reshape([0, -1]), [2, 3, 4] },
        { new Identity(), [2, 3] },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void Layer_agrees_with_central_differences(Layer layer, TensorShape shape) => GradientCase.Check(layer, shape);

    public static TheoryData<Layer> Pairs => [new Add(), new Sub(), new Mul(), new Div()];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Both_inputs_of_a_pair_get_gradients(Layer pair)
    {
        GradientCase.Check(Pair(pair, stretched: null), [2, 3, 4, 5]);
        GradientCase.Check(Pair(pair, new AdaptiveAvgPool2d(1)), [2, 3, 4, 5]);
        GradientCase.Check(Pair(pair, new AdaptiveAvgPool2d((1, 5))), [2, 3, 4, 5]);
    }

    [Fact]
    public void A_tensor_that_is_read_often_gets_the_sum_of_its_gradients()
    {
        var builder = new NetworkBuilder();
        NetworkValue x = builder.Add("tanh", new Tanh(), builder.Input());
        NetworkValue twice = builder.Add("twice", new Add(), x, x);
        NetworkValue square = builder.Add("square", new Mul(), x, x);
        NetworkValue all = builder.Add("concat", new Concat(), x, twice, square);
        GradientCase.Check(builder.Build("often", builder.Add("end", new Sigmoid(), all)), [2, 3, 5]);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_batch_norm_runs_with_the_sum_and_the_ReLU_behind_it(bool sum, bool relu)
    {
        foreach (TensorShape shape in (TensorShape[])[[3, 4, 6], [2, 4, 3, 7], [5, 4]])
        {
            var builder = new NetworkBuilder();
            NetworkValue x = builder.Add("scaled", new Tanh(), builder.Input());
            NetworkValue y = builder.Add("norm", new BatchNorm2d(4), x);
            y = sum ? builder.Add("sum", new Add(), x, y) : y;
            y = relu ? builder.Add("relu", new ReLU(), y) : y;
            GradientCase.Check(builder.Build("chain", builder.Add("end", new Sigmoid(), y)), shape);
        }
    }

    [Fact]
    public void A_block_with_two_norms_before_its_sum()
    {
        var builder = new NetworkBuilder();
        NetworkValue x = builder.ResNeXtBlock("block", builder.Input(), new(4, 6, 8) { Groups = 3, Stride = 2 });
        x = builder.Add("flatten", new Flatten(), builder.Add("pool", new AdaptiveAvgPool2d(1), x));
        GradientCase.Check(builder.Build("block", builder.Add("fc", new Linear(8, 3), x)), [3, 4, 6, 6]);
    }

    [Fact]
    public void What_the_output_does_not_need_is_left_out()
    {
        var builder = new NetworkBuilder();
        NetworkValue x = builder.Input();
        NetworkValue y = builder.Add("tanh", new Tanh(), x);
        builder.Add("unused", new MatMul(), y, y);
        GradientCase.Check(builder.Build("dead", builder.Add("end", new ReLU(), y)), [2, 2, 2]);
    }

    [Fact]
    public void A_layer_without_backward_is_refused_by_name()
    {
        var builder = new NetworkBuilder();
        NetworkValue x = builder.Input();
        Network network = builder.Build("product", builder.Add("scores", new MatMul(), x, x));
        Func<TrainingNetwork> act = () => new TrainingNetwork(network, new StateDict(), [2, 3, 3]);
        act.Should().Throw<NotSupportedException>().WithMessage("node 'scores': MatMul has no backward, so the network cannot be trained");

        var other = new NetworkBuilder();
        network = other.Build("clamped", other.Add("conv", new Conv2d(new(1, 1, 1) { Clamp = OutputClamp.Relu }), other.Input()));
        act = () => new TrainingNetwork(network, StateDict.Random(network), [1, 1, 2, 2]);
        act.Should().Throw<NotSupportedException>().WithMessage("node 'conv': Conv2d has no backward with a clamp of its own*");
    }

    private static Network Pair(Layer pair, Layer? stretched)
    {
        var builder = new NetworkBuilder();
        NetworkValue x = builder.Input();
        NetworkValue a = builder.Add("a", new Tanh(), x), b = builder.Add("b", new Sigmoid(), x);
        b = stretched is null ? b : builder.Add("stretched", stretched, b);
        NetworkValue first = builder.Add("pair", pair, a, b);
        // The other way round, so that either is stretched once; what is divided by is not near 0.
        NetworkValue second = builder.Add("other", pair is Div ? new Mul() : pair, b, a);
        return builder.Build("pair", builder.Add("both", new Concat(), first, second));
    }
}
