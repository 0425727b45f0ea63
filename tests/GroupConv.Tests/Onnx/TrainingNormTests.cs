using GroupConv.Networks;
using GroupConv.Onnx;
using GroupConv.Tests.Networks;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Onnx;

/// <summary>
/// BatchNormalization in training form, against the specification's formulas in double precision: the mean and the population variance of each
/// channel over all images and positions. ONNX Runtime is no measure here: it divides the variance by one less (microsoft/onnxruntime#29790).
/// </summary>
public class TrainingNormTests
{
    private const float Epsilon = 0.01f, Momentum = 0.75f;
    private const double Tolerance = 1e-5;
    private static readonly float[] Scale = [1.5f, -0.5f, 2], Bias = [0.25f, 1, -1], Mean = [0.5f, -1, 2], Variance = [1, 2, 0.5f];

    public static TheoryData<int, int[], int> Forms => new()
    {
        { 9, [2, 3, 4, 5], 5 },
        { 13, [4, 3], 5 },
        { 14, [2, 3, 7], 1 },
        { 15, [2, 3, 4, 5], 3 },
        { 21, [3, 3, 2, 2, 2], 3 },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Computed_values_are_normalized_by_their_own_statistics(int opset, int[] shape, int outputs)
    {
        float[] input = Array.ConvertAll(TestData.Uniform(new TensorShape(shape).Elements, seed: 3), value => 3 * value + 1);
        TestModel model = Norm(new TestModel(opset).Input("x", shape), outputs);

        Check(Run(model.Load(), input), Expected(input, shape), outputs);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Constants_are_normalized_while_the_model_is_read(int opset, int[] shape, int outputs)
    {
        float[] input = Array.ConvertAll(TestData.Uniform(new TensorShape(shape).Elements, seed: 4), value => 3 * value + 1);
        OnnxModel model = Norm(new TestModel(opset).Floats("x", shape, input), outputs).Load();

        model.Network.Nodes.Select(node => node.Layer).Should().AllBeOfType<Constant>();
        Check(Run(model), Expected(input, shape), outputs);
    }

    [Fact]
    public void A_constant_is_normalized_at_inference()
    {
        OnnxModel model = new TestModel().Floats("x", [1, 3], 1, 2, 3).Floats("s", [3], Scale).Floats("b", [3], Bias).Floats("m", [3], Mean).Floats("v", [3], Variance)
            .Node("BatchNormalization", "x s b m v", "y", "epsilon=0.01").Output("y").Load();

        model.Network.Nodes.Should().ContainSingle().Which.Layer.Should().BeOfType<Constant>();
        float[] expected = [.. Enumerable.Range(0, 3).Select(i => (float)((i + 1 - Mean[i]) / Math.Sqrt(Variance[i] + 0.01) * Scale[i] + Bias[i]))];
        LayerCase.ShouldBeClose(Run(model)[0], expected, Tolerance, "the formula");
    }

    /// <summary>Weight standardization as PyTorch's exporter writes it: the weights become a batch norm's input, with a channel for each filter.</summary>
    [Fact]
    public void Standardized_weights_are_weights()
    {
        OnnxModel model = new TestModel(17).Input("x", 1, 2, 5, 5).Floats("w", [4, 2, 3, 3]).Integers("flat", 1, 4, -1).Integers("back", 4, 2, 3, 3)
            .Floats("one", [4], 1, 1, 1, 1).Floats("zero", [4], 0, 0, 0, 0)
            .Node("Reshape", "w flat", "f").Node("ReduceMean", "f", "m", "axes=[0,2] keepdims=0").Node("BatchNormalization", "f one zero m one", "n rm rv", "training_mode=1 epsilon=0.00001").Node("Reshape", "n back", "s")
            .Node("Conv", "x s", "y").Output("y").Load();

        model.Network.Nodes.Should().ContainSingle().Which.Layer.Should().BeOfType<Conv2d>();
        float[] weight = model.Weights.Single().Values.ToArray();
        for (int filter = 0; filter < 4; filter++)
        {
            float[] one = weight[(filter * 18)..((filter + 1) * 18)];
            one.Average(value => (double)value).Should().BeApproximately(0, 1e-6);
            one.Average(value => (double)value * value).Should().BeApproximately(1, 1e-3);
        }
    }

    /// <summary>The statistics that a running mean would begin from do not matter where nobody reads it, whatever computes them.</summary>
    [Fact]
    public void Running_statistics_that_nobody_reads_need_no_constants()
    {
        TestModel model = new TestModel(15).Input("x", 2, 1).Input("m", 1).Floats("one", [1], 1).Floats("zero", [1], 0)
            .Node("BatchNormalization", "x one zero m m", "y rm rv", "training_mode=1 epsilon=0.0").Output("y");

        Run(model.Load(), [1, 3], [7])[0].Should().Equal(-1, 1);
        model.Output("rm").Refusal().Should().Be(
            "node 'BatchNormalization_0' (BatchNormalization): its mean 'm' must be a constant, but is computed when the network runs");
    }

    /// <summary>A large mean takes no digits from small deviations.</summary>
    [Fact]
    public void A_mean_far_from_zero()
    {
        TestModel model = new TestModel(14).Input("x", 4, 1).Floats("one", [1], 1).Floats("zero", [1], 0)
            .Node("BatchNormalization", "x one zero zero one", "y", "training_mode=1 epsilon=0.0").Output("y");

        Run(model.Load(), [1_000_001, 1_000_003, 1_000_001, 1_000_003])[0].Should().Equal(-1, 1, -1, 1);
    }

    [Theory]
    [InlineData(14, "y a", "training_mode=0", "its output 1, 'a', does not exist without attribute 'training_mode'")]
    [InlineData(15, "y _ b", "", "its output 1, '', does not exist without attribute 'training_mode'")]
    [InlineData(14, "y a b c", "training_mode=1", "its output 3, 'c', does not exist since opset 14")]
    [InlineData(13, "y a b", "", "it has 3 outputs, but must have 1, or 5 in training")]
    [InlineData(9, "y a b c d e", "", "its output 5, 'e', does not exist: BatchNormalization has at most 5")]
    public void Outputs_that_the_form_does_not_have(int opset, string outputs, string attributes, string reason) =>
        new TestModel(opset).Input("x", 2, 1, 1, 1).Floats("s", [1], 1)
            .Node("BatchNormalization", "x s s s s", outputs, attributes).Output("y").Refusal().Should().EndWith($": {reason}");

    private static TestModel Norm(TestModel model, int outputs)
    {
        string[] names = ["y", "rm", "rv", "sm", "sv"];
        model.Floats("s", [3], Scale).Floats("b", [3], Bias).Floats("m", [3], Mean).Floats("v", [3], Variance).Node(
            "BatchNormalization", "x s b m v", string.Join(' ', names[..outputs]),
            $"epsilon=0.01 momentum=0.75{(outputs < 5 ? " training_mode=1" : "")}");
        foreach (string name in names[..outputs])
            model.Output(name);
        return model;
    }

    private static float[][] Run(OnnxModel model, params float[][] inputs) => LayerCase.Run(model.Compile(), inputs, threads: 2);

    private static void Check(float[][] actual, float[][] expected, int outputs)
    {
        actual.Should().HaveCount(outputs);
        for (int i = 0; i < outputs; i++)
            LayerCase.ShouldBeClose(actual[i], expected[i], Tolerance, $"output {i}");
    }

    /// <summary>The five outputs: the result, the running statistics, and the batch's own.</summary>
    private static float[][] Expected(float[] input, int[] shape)
    {
        int channels = shape[1], plane = input.Length / (shape[0] * channels);
        int ChannelOf(int i) => i / plane % channels;
        double[] mean = new double[channels], variance = new double[channels];
        double count = input.Length / channels;
        for (int i = 0; i < input.Length; i++)
            mean[ChannelOf(i)] += input[i] / count;
        for (int i = 0; i < input.Length; i++)
            variance[ChannelOf(i)] += Math.Pow(input[i] - mean[ChannelOf(i)], 2) / count;
        return
        [
            [.. input.Select((x, i) => (float)((x - mean[ChannelOf(i)]) / Math.Sqrt(variance[ChannelOf(i)] + Epsilon) * Scale[ChannelOf(i)] + Bias[ChannelOf(i)]))],
            [.. mean.Select((now, i) => (float)(Mean[i] * Momentum + now * (1 - Momentum)))],
            [.. variance.Select((now, i) => (float)(Variance[i] * Momentum + now * (1 - Momentum)))],
            [.. mean.Select(value => (float)value)],
            [.. variance.Select(value => (float)value)],
        ];
    }
}
