using GroupConv.Onnx;
using DataType = GroupConv.Onnx.Schema.TensorProto.Types.DataType;

namespace GroupConv.Tests.Onnx;

/// <summary>Inputs, tensors and nodes that cannot be run: one exception each, that says what and where.</summary>
public class RefusalTests
{
    [Fact]
    public void A_length_that_is_not_known()
    {
        TestModel model = new TestModel().Input("x", -1, 3, -1).Node("Relu", "x", "y").Output("y");

        model.Refusal().Should().Be(
            "input 'x [n, 3, n]': not all lengths are known; its shape must be given: by OnnxImportOptions.InputShapes, or --shape x=... on the command line");
    }

    [Fact]
    public void Inputs_of_too_many_axes() =>
        new TestModel().Input("x", [.. Enumerable.Repeat(1, 33)]).Node("Relu", "x", "y").Output("y").Refusal()
            .Should().Be("input 'x': a tensor of 33 axes is not supported: 32 are the most");

    [Fact]
    public void Inputs_of_other_sorts()
    {
        TestModel model = new TestModel().Input("x", 1, 2).Node("Relu", "x", "y").Output("y");
        model.Graph.Input[0].Type.TensorType.ElemType = DataType.Float16;
        model.Refusal().Should().Be("input 'x' has type float16: only float is supported");

        model.Graph.Input[0].Type.TensorType = null;
        model.Refusal().Should().Be("input 'x' is no tensor");
    }

    [Fact]
    public void Tensors_whose_data_is_not_that_of_their_shape()
    {
        TestModel model = Convolution([2, 2, 3, 3]);
        model.Graph.Initializer[0].Dims[0] = 3;
        model.Refusal().Should().Be("tensor 'w': the shape [3, 2, 3, 3] has 54 elements, but there are 36");

        model.Graph.Initializer[0].Dims[0] = 1L << 40;
        model.Refusal().Should().Be("tensor 'w': axis 0 has length 1099511627776");

        model.Graph.Initializer[0].Dims[0] = 2;
        model.Graph.Initializer[0].DataType = DataType.Complex64;
        model.Refusal().Should().Be("tensor 'w': its type complex64 is not supported");

        model.Graph.Initializer[0].DataType = DataType.Int8;
        model.Refusal().Should().Be("tensor 'w': the shape [2, 2, 3, 3] has 36 elements, but there are 144");

        model.Graph.Initializer[0].DataType = DataType.Int32;
        model.Refusal().Should().Be("node 'Conv_0' (Conv): its weight 'w' must have floats, but has integers");
    }

    [Fact]
    public void Weights_of_the_wrong_shape()
    {
        Convolution([2, 3, 3, 3]).Refusal()
            .Should().Be("node 'Conv_0' (Conv): its weight [2, 3, 3, 3] with 1 groups is for 3 channels, but its input is [1, 2, 5, 5]");
        Convolution([2, 2, 3]).Refusal().Should().Be("node 'Conv_0' (Conv): its weight [2, 2, 3] has 3 axes, but its input [1, 2, 5, 5] has 4");
        Convolution([2, 2, 3, 3], "kernel_shape=[3,2]").Refusal()
            .Should().Be("node 'Conv_0' (Conv): attribute 'kernel_shape' says 3x2, but its weight is [2, 2, 3, 3]");
        Convolution([3, 1, 3, 3], "group=2").Refusal()
            .Should().Be("node 'Conv_0' (Conv): OutChannels must be divisible by Groups, but got OutChannels 3 and Groups 2");
        Convolution([2, 2, 7, 7]).Refusal().Should().StartWith("node 'Conv_0' (Conv): ");
        Convolution([2, 2, 3, 3]).Floats("b", [3]).Node("Conv", "x w b", "z").Output("z").Refusal()
            .Should().Be("node 'Conv_1' (Conv): its bias must have the shape [2], but has [3]");
        new TestModel().Input("x", 1, 2, 3).Floats("s", [2]).Floats("v", [3]).Node("BatchNormalization", "x s s s v", "y").Output("y").Refusal()
            .Should().Be("node 'BatchNormalization_0' (BatchNormalization): its variance must have the shape [2], but has [3]");
        new TestModel().Input("x", 1, 2).Floats("w", [3, 4]).Node("Gemm", "x w", "y").Output("y").Refusal()
            .Should().Be("node 'Gemm_0' (Gemm): Linear takes [..., 3], but got [1, 2]");
        new TestModel().Input("x", 1, 2, 3).Floats("s", [3]).Node("PRelu", "x s", "y").Output("y").Refusal()
            .Should().Be("node 'PRelu_0' (PRelu): its slope [3] for an input [1, 2, 3] is neither one number nor one a channel");
    }

    [Fact]
    public void Volumes()
    {
        new TestModel().Input("x", 1, 2, 5, 5, 5).Floats("w", [2, 2, 3, 3, 3]).Node("Conv", "x w", "y").Output("y").Refusal()
            .Should().Be("node 'Conv_0' (Conv): its input [1, 2, 5, 5, 5] has 3 spatial axes: only one and two are supported, not 3-D");
        new TestModel().Input("x", 1, 2, 5, 5, 5).Node("MaxPool", "x", "y", "kernel_shape=[2,2,2]").Output("y").Refusal().Should().EndWith("not 3-D");
        new TestModel().Input("x", 1, 2, 5, 5, 5).Node("GlobalAveragePool", "x", "y").Output("y").Refusal().Should().EndWith("not 3-D");
    }

    [Theory]
    [InlineData("MaxPool", "kernel_shape=[2,2] dilations=[2,1]", "attribute 'dilations' is 2x1: pools with gaps are not supported")]
    [InlineData("MaxPool", "", "it lacks the attribute 'kernel_shape'")]
    [InlineData("MaxPool", "kernel_shape=[2]", "attribute 'kernel_shape' must have 2 numbers, but has 1")]
    [InlineData("MaxPool", "kernel_shape=[2,2] auto_pad=SAME", "attribute 'auto_pad' is 'SAME', which is not supported")]
    [InlineData("MaxPool", "kernel_shape=[2,2] auto_pad=SAME_UPPER strides=[0,1]", "a number of attribute 'strides' is 0: only 1 to 2147483647 is supported")]
    [InlineData("AveragePool", "kernel_shape=[2,2] pads=[2,0,0,0]", "AvgPool2d must have less padding than its window, so that every window has a value, but got 2,0,0,0 and 2x2")]
    [InlineData("Relu", "alpha=0.5", "attribute 'alpha' is not supported")]
    [InlineData("MaxPool", "kernel_shape=[2,2] ceil_mode=2", "attribute 'ceil_mode' is 2, which is neither 0 nor 1")]
    [InlineData("LeakyRelu", "alpha=1", "attribute 'alpha' is of type Int, not Float")]
    [InlineData("Clip", "min=2.0 max=1.5", "its min 2 and max 1.5 are no limits")]
    [InlineData("Softmax", "axis=4", "there is no axis 4 of 4")]
    [InlineData("Pad", "pads=[0,0,0,0,0,0,0,1] mode=spiral", "attribute 'mode' is 'spiral', which is not supported")]
    [InlineData("Pad", "pads=[0,0,0,0,0,0,0,-1] mode=edge", "a padding of -1 is supported in mode 'constant' only")]
    [InlineData("Pad", "pads=[0,0,0,0,0,0,0,-4]", "it leaves nothing of axis 3 of [1, 2, 4, 4]")]
    [InlineData("Cast", "to=7", "it casts to int64: layers compute with float only")]
    [InlineData("Transpose", "perm=[0,1,2,2]", "axis 2 is named twice")]
    [InlineData("Upsample", "mode=linear scales=[1.0,1.0,2.0,2.0]", "attribute 'mode' is 'linear': only 'nearest' is supported")]
    [InlineData("Upsample", "scales=[1.0,2.0,2.0,2.0]", "from [1, 2, 4, 4] to [1, 4, 8, 8]: only the last axes of [N, C, L] and [N, C, H, W] can get another size")]
    public void Attributes_that_are_not_supported(string @operator, string attributes, string reason) =>
        new TestModel().Input("x", 1, 2, 4, 4).Node(@operator, "x", "y", attributes).Output("y").Refusal()
            .Should().Be($"node '{@operator}_0' ({@operator}): {reason}");

    [Fact]
    public void Resizing_that_no_rule_does()
    {
        TestModel model = new TestModel().Input("x", 1, 2, 4, 6).Floats("s", [4], 1, 1, 1.5f, 1.25f).Node("Resize", "x _ s", "y").Output("y");

        model.Refusal().Should().Be(
            "node 'Resize_0' (Resize): from [1, 2, 4, 6] to [1, 2, 6, 7] (scales 1.5, 1.25) with 'half_pixel' and 'round_prefer_floor': this choice of the nearest element is not supported");
    }

    [Fact]
    public void Parts_that_no_slice_takes()
    {
        Gather(0, 2, 1).Refusal()
            .Should().Be("node 'Gather_0' (Gather): its indices [0, 2, 1] are no ascending range, which is what is supported for computed values");
        Gather(3).Refusal().Should().Be("node 'Gather_0' (Gather): there is no axis 3 of 3");
        new TestModel().Input("x", 4).Integers("s", 3).Integers("e", -5).Integers("a", 0).Integers("b", -1).Node("Slice", "x s e a b", "y").Output("y").Refusal()
            .Should().Be("node 'Slice_0' (Slice): it turns axis 0 round (step -1), which is supported for constants only");
        new TestModel().Input("x", 4).Integers("s", 3).Integers("e", 3).Node("Slice", "x s e", "y").Output("y").Refusal()
            .Should().Be("node 'Slice_0' (Slice): it leaves nothing of axis 0");
        new TestModel(11).Input("x", 4).Node("Split", "x", "a b", "split=[2,3]").Output("a").Refusal()
            .Should().Be("node 'Split_0' (Split): it splits axis 0 of [4] into 2 parts of [2, 3]");
        new TestModel(11).Input("x", 4).Node("Split", "x", "a b c").Output("a").Refusal()
            .Should().Be("node 'Split_0' (Split): it cannot split axis 0 of [4] into 3 equal parts");
        new TestModel().Input("x", 1, 3).Integers("s", 2, 3).Node("Expand", "x s", "y").Output("y").Refusal()
            .Should().Be("node 'Expand_0' (Expand): it repeats elements of [1, 3] to [2, 3]: that is supported for constants only");

        static TestModel Gather(params long[] indices) => new TestModel().Input("x", 3, 2).Integers("i", indices).Node("Gather", "x i", "y").Output("y");
    }

    [Fact]
    public void Outputs_that_no_layer_has()
    {
        new TestModel().Input("x", 1, 1, 4).Node("MaxPool", "x", "y i", "kernel_shape=[2]").Output("y").Output("i").Refusal()
            .Should().Be("node 'MaxPool_0' (MaxPool): its output 1, 'i', is not supported");
        new TestModel().Input("x", 1, 1, 4).Node("Relu", "x", "y z").Output("y").Refusal()
            .Should().Be("node 'Relu_0' (Relu): its output 1, 'z', does not exist: Relu has at most 1");
        new TestModel().Input("x", 1, 1, 4).Node("Dropout", "x", "y m z").Output("y").Refusal()
            .Should().Be("node 'Dropout_0' (Dropout): its output 2, 'z', does not exist: Dropout has at most 2");
        new TestModel().Input("x", 1, 1, 4).Node("Shape", "x", "s t").Node("Reshape", "x s", "y").Output("y").Refusal()
            .Should().Be("node 'Shape_0' (Shape): its output 1, 't', does not exist: Shape has at most 1");
        new TestModel().Input("x", 1, 1, 4).Node("Shape", "x", "s").Output("s").Refusal()
            .Should().Be("value 's' has integers or truth values, but layers compute with floats only");
    }

    [Fact]
    public void Inputs_that_no_layer_has()
    {
        new TestModel().Input("x", 2).Node("Relu", "x x", "y").Output("y").Refusal().Should().Be("node 'Relu_0' (Relu): its input 1, 'x', is not supported");
        new TestModel().Input("x", 2).Node("Add", "x", "y").Output("y").Refusal().Should().Be("node 'Add_0' (Add): it lacks input 1");
    }

    [Fact]
    public void Shapes_that_are_not_constant() =>
        new TestModel().Input("x", 1, 4).Input("s", 2).Node("Reshape", "x s", "y").Output("y").Refusal()
            .Should().Be("node 'Reshape_0' (Reshape): its shape 's' must be a constant, but is computed when the network runs");

    [Fact]
    public void Constants_out_of_all_proportion() =>
        new TestModel().Input("x", 1, 4).Integers("s", 1 << 22, 4).Node("ConstantOfShape", "s", "c").Node("Add", "x c", "y").Output("y").Refusal()
            .Should().Be("node 'ConstantOfShape_0' (ConstantOfShape): a constant of shape [4194304, 4] is too large to be computed while the model is read");

    [Fact]
    public void Numbers_that_a_type_cannot_hold() =>
        new TestModel().Input("x", 1, 4).Integers("a", -1).Node("Cast", "a", "c", "to=2").Node("Reshape", "x c", "y").Output("y").Refusal()
            .Should().Be("node 'Cast_0' (Cast): -1 is no uint8");

    [Fact]
    public void Divisions_by_0() =>
        new TestModel().Input("x", 1, 4).Integers("a", 1).Integers("b", 0).Node("Div", "a b", "c").Node("Reshape", "x c", "y").Output("y").Refusal()
            .Should().Be("node 'Div_0' (Div): it divides by 0");

    [Fact]
    public void Files_that_are_none()
    {
        Refusal([]).Should().Be("this is no ONNX model: it has no graph");
        Refusal("no model"u8.ToArray()).Should().StartWith("this is no ONNX model, or a damaged one: ");
        byte[] whole = Convolution([2, 2, 3, 3]).Bytes;
        for (int length = 3; length < whole.Length; length++)
            Refusal(whole[..length]).Should().NotBeEmpty();

        static string Refusal(byte[] bytes) => FluentActions.Invoking(() => OnnxModel.Load(new MemoryStream(bytes)))
            .Should().Throw<OnnxException>().Which.Message;
    }

    private static TestModel Convolution(int[] weight, string attributes = "") =>
        new TestModel().Input("x", 1, 2, 5, 5).Floats("w", weight).Node("Conv", "x w", "y", attributes).Output("y");
}
