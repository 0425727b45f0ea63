using GroupConv.Networks;

namespace GroupConv.Tests.Networks;

/// <summary>Every layer against its definition, fused and not, on planes and blocks, on every vector width.</summary>
public class LayerTests
{
    public static TheoryData<string> Activations => [.. ByName.Keys];

    private static readonly Dictionary<string, Layer> ByName = new()
    {
        ["ReLU"] = new ReLU(),
        ["ReLU6"] = new ReLU6(),
        ["Clamp"] = new Clamp(-0.5f, 0.75f),
        ["LeakyReLU"] = new LeakyReLU(0.1f),
        ["Sigmoid"] = new Sigmoid(),
        ["Tanh"] = new Tanh(),
        ["SiLU"] = new SiLU(),
        ["HardSigmoid"] = new HardSigmoid(),
        ["HardSwish"] = new HardSwish(),
        ["Identity"] = new Identity(),
        ["Dropout"] = new Dropout(),
    };

    [Theory]
    [MemberData(nameof(Activations))]
    public void Activations_of_any_shape(string name)
    {
        foreach (TensorShape shape in (TensorShape[])[[1], [3, 5], [2, 3, 7], [2, 16, 5, 9], [1, 32, 60, 60], [2, 3, 4, 5, 2]])
            LayerCase.Check(ByName[name], shape);
    }

    [Fact]
    public void PReLU_and_softmax()
    {
        LayerCase.Check(new PReLU(), [2, 3, 5, 5]);
        LayerCase.Check(new PReLU(3), [2, 3, 5, 5]);
        LayerCase.Check(new PReLU(4), [3, 4]);
        LayerCase.Check(new Softmax(), [3, 10]);
        LayerCase.Check(new Softmax(1), [2, 4, 3, 3]);
        LayerCase.Check(new Softmax(-3), [2, 4, 3, 3]);
    }

    [Fact]
    public void Pooling_with_padding_steps_and_rounding()
    {
        foreach (bool ceil in (bool[])[false, true])
            foreach (TensorShape shape in (TensorShape[])[[2, 16, 13, 17], [1, 3, 8, 8], [1, 64, 7, 7]])
            {
                LayerCase.Check(new MaxPool2d(3) { Stride = 2, Padding = new(1), CeilMode = ceil }, shape);
                LayerCase.Check(new MaxPool2d((2, 3)) { Stride = (2, 1), CeilMode = ceil }, shape);
                LayerCase.Check(new AvgPool2d(3) { Stride = 2, Padding = new(1, 0, 1, 1), CeilMode = ceil }, shape);
                LayerCase.Check(new AvgPool2d(3) { Stride = 2, Padding = new(1, 0, 1, 1), CeilMode = ceil, CountIncludePad = false }, shape);
            }

        LayerCase.Check(new MaxPool2d((1, 3)) { Stride = (1, 2), Padding = new(0, 1) }, [2, 5, 11]);
    }

    [Fact]
    public void Means_of_planes_and_their_parts()
    {
        foreach (TensorShape shape in (TensorShape[])[[2, 16, 7, 7], [1, 5, 3, 2], [3, 8, 10, 13]])
        {
            LayerCase.Check(new AdaptiveAvgPool2d(1), shape);
            LayerCase.Check(new AdaptiveAvgPool2d((2, 3)), shape);
            LayerCase.Check(new Mean([2, 3]), shape);
            LayerCase.Check(new Mean([1], KeepDims: true), shape);
            LayerCase.Check(new Mean([0, 3]), shape);
        }

        LayerCase.Check(new AdaptiveAvgPool2d(1), [2, 8, 30]);
        LayerCase.Check(new Mean([0, 1]), [4, 5]);
    }

    [Fact]
    public void Convolutions_and_their_transposes()
    {
        LayerCase.Check(new Conv2d(new(6, 8, 3) { Groups = 2, Padding = new(1), Stride = 2 }), [2, 6, 9, 11]);
        LayerCase.Check(new Conv2d(new(6, 8, 3) { Padding = new(1), PaddingMode = PaddingMode.Reflect, Bias = false, Clamp = OutputClamp.Relu }), [1, 6, 9, 11]);
        LayerCase.Check(new Conv1d(new(8, 16, (1, 3)) { Groups = 4, Padding = new(0, 1) }), [2, 8, 20]);
        foreach (int groups in (int[])[1, 2, 4])
            foreach (Size2d stride in (Size2d[])[1, 2, (3, 1)])
            {
                var layer = new ConvTranspose2d(4, 8, (3, 2)) { Groups = groups, Stride = stride };
                LayerCase.Check(layer, [2, 4, 5, 6]);
                LayerCase.Check(layer with { Padding = new(1, 0, 2, 1), Bias = false }, [1, 4, 5, 6]);
                LayerCase.Check(layer with { Dilation = 2, Padding = new(1), OutputPadding = (1, 0) }, [1, 4, 5, 6]);
            }

        LayerCase.Check(new ConvTranspose2d(3, 2, (1, 4)) { IsLine = true, Stride = (1, 3), Padding = new(0, 2, 0, 1) }, [2, 3, 7]);
        LayerCase.Check(new ConvTranspose2d(1, 1, 1) { Stride = 2, Padding = new(1) }, [1, 1, 3, 3]); // every input but one is cut off
    }

    [Fact]
    public void Batch_norm_linear_and_matrix_products()
    {
        LayerCase.Check(new BatchNorm2d(16), [2, 16, 5, 9]);
        LayerCase.Check(new BatchNorm2d(3), [2, 3]);
        LayerCase.Check(new BatchStatisticsNorm(16), [2, 16, 5, 9]);
        LayerCase.Check(new BatchStatisticsNorm(3, Epsilon: 0.1f), [4, 3]);
        LayerCase.Check(new BatchStatisticsNorm(2), [1, 2, 3, 4, 5]);
        LayerCase.Check(new Linear(20, 7), [3, 20]);
        LayerCase.Check(new Linear(20, 7, Bias: false), [2, 4, 20]);
        LayerCase.Check(new Linear(5, 3), [5]);
        LayerCase.Check(new MatMul(), [3, 5], [5, 9]);
        LayerCase.Check(new MatMul(), [2, 1, 3, 5], [4, 5, 9]);
    }

    [Fact]
    public void Arithmetic_of_shapes_that_are_stretched()
    {
        (TensorShape, TensorShape)[] pairs =
        [
            ([2, 16, 5, 5], [2, 16, 5, 5]), ([2, 16, 5, 5], [2, 16, 1, 1]), ([2, 16, 1, 1], [2, 16, 5, 5]), ([2, 16, 5, 5], [1]),
            ([4, 1, 3], [5, 1]), ([2, 3, 4], [3, 1]), ([1, 8, 120, 120], [1, 8, 120, 120]), ([2, 3, 4, 5, 6], [4, 1, 6]),
        ];
        foreach ((TensorShape a, TensorShape b) in pairs)
            foreach (Layer layer in (Layer[])[new Add(), new Sub(), new Mul()])
                LayerCase.Check(layer, a, b);
        LayerCase.Check(new Div(), [3, 4], [1, 4]);
    }

    [Fact]
    public void Moving_elements()
    {
        LayerCase.Check(new Flatten(), [2, 3, 4, 5]);
        LayerCase.Check(new Reshape([0, -1, 2]), [2, 3, 4, 5]);
        LayerCase.Check(new Permute([0, 2, 3, 1]), [2, 20, 9, 11]);
        LayerCase.Check(new Permute([3, 1, 0, 2]), [2, 3, 4, 5]);
        LayerCase.Check(new Permute([1, 0]), [30, 17]);
        LayerCase.Check(new Concat(1), [2, 8, 3, 3], [2, 16, 3, 3], [2, 3, 3, 3]);
        LayerCase.Check(new Concat(-1), [2, 3], [2, 5]);
        LayerCase.Check(new Concat(1), [1, 8, 5, 5], [1, 16, 5, 5]);
        LayerCase.Check(new Slice(1, 8, 24), [1, 32, 5, 5]);
        LayerCase.Check(new Slice(1, 8, 24), [2, 32, 5, 5]);
        LayerCase.Check(new Slice(3, 1, int.MaxValue, 3), [2, 3, 5, 11]);
        LayerCase.Check(new ChannelShuffle(3), [2, 12, 5, 7]);
        LayerCase.Check(new ChannelShuffle(2), [1, 4, 9]);
        LayerCase.Check(new Resize((10, 14)), [2, 8, 5, 7]);
        LayerCase.Check(new Resize((3, 11)), [1, 3, 5, 7]);
        LayerCase.Check(new Resize((10, 3), NearestRule.HalfPixel), [1, 16, 5, 7]);
        LayerCase.Check(new Pad([0, 0, 1, 2], [0, 1, 0, 3], Value: 0.5f), [2, 3, 4, 5]);
        LayerCase.Check(new Pad([0, 0, 1, 2], [0, 0, 3, 1], PaddingMode.Reflect), [2, 3, 4, 5]);
        LayerCase.Check(new Pad([0, 2, 1], [1, 0, 3], PaddingMode.Replicate), [2, 3, 4]);
    }
}
