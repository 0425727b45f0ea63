using GroupConv.Cli;
using GroupConv.Cli.Files;
using GroupConv.Networks;
using GroupConv.Onnx;
using GroupConv.Tests.Support;
using TestCommandLine = GroupConv.Tests.Cli.CommandLine;

namespace GroupConv.Tests.Onnx;

/// <summary>Five small models that once gave wrong numbers without a word: through the command line, and as models that every clone has.</summary>
public sealed class ReportedCaseTests : IDisposable
{
    private const float Tolerance = 1e-5f;
    private readonly TestCommandLine _cli = new();

    [SharedDataTheory]
    [InlineData("batch-norm-9-training", "")]
    [InlineData("concat-in-concat", "")]
    [InlineData("concat-slice-and-whole", "")]
    [InlineData("linear-then-batch-norm", "")]
    [InlineData("resize-from-shape", "--shape x=1x1x4x4")]
    public async Task Through_the_command_line(string name, string arguments)
    {
        string folder = SharedData.PathOf($"data/reported-cases/{name}");
        (int code, _, string error) = await TestCommandLine.RunAsync(
            ["run", $"{folder}/model.onnx", "--input", $"{folder}/input.x.npy", "--output", _cli.Path("y.npy"),
            .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        (code, error).Should().Be((ExitCode.Success, ""));
        TensorData actual = InputFile.Read(_cli.Path("y.npy"), NpyFile.Read), expected = InputFile.Read($"{folder}/output.y.npy", NpyFile.Read);
        actual.Shape.Should().Equal(expected.Shape);
        ShouldBeClose(actual.Values, expected.Values);
    }

    [Fact]
    public void Five_outputs_before_opset_14_are_batch_normalization_in_training()
    {
        TestModel model = new TestModel(9).Input("x", 2, 1, 1, 1).Floats("s", [1], 1).Floats("b", [1], 0).Floats("m", [1], 0).Floats("v", [1], 1)
            .Node("BatchNormalization", "x s b m v", "y a1 a2 a3 a4", "epsilon=0.0").Output("y");

        Outputs(model, [1, 3]).Should().Equal(-1, 1);
    }

    [Fact]
    public void A_concatenation_of_a_tensor_and_one_that_contains_it()
    {
        TestModel model = new TestModel().Input("x", 1, 1, 1, 1).Node("Relu", "x", "r").Node("Sigmoid", "x", "s")
            .Node("Concat", "r s", "c", "axis=1").Node("Concat", "r c", "y", "axis=1").Output("y");

        ShouldBeClose(Outputs(model, [1]), [1, 1, 0.7310586f]);
    }

    [Fact]
    public void A_concatenation_of_a_slice_and_the_whole()
    {
        TestModel model = new TestModel().Input("x", 1, 2, 1, 1).Integers("b", 0).Integers("e", 1).Integers("a", 1)
            .Node("Relu", "x", "r").Node("Slice", "r b e a", "q").Node("Concat", "q r", "y", "axis=1").Output("y");

        Outputs(model, [1, 2]).Should().Equal(1, 1, 2);
    }

    /// <summary>The product's features are the last axis, and the norm's channels axis 1: the same length, but not the same axis.</summary>
    [Fact]
    public void A_batch_norm_behind_a_linear_layer_of_three_axes()
    {
        TestModel Model() => new TestModel().Input("x", 1, 2, 2).Floats("w", [2, 2], 1, 0, 0, 1).Floats("b", [2], 10, 20)
            .Floats("s", [2], 2, 3).Floats("t", [2], 1, -1).Floats("m", [2], 0, 0).Floats("v", [2], 1, 1).Node("MatMul", "x w", "p");

        Outputs(Model().Node("BatchNormalization", "p s t m v", "y", "epsilon=0.0").Output("y"), [1, 2, 3, 4])
            .Should().Equal(2 * 1 + 1, 2 * 2 + 1, 3 * 3 - 1, 3 * 4 - 1);
        Outputs(Model().Node("Add", "p b", "q").Node("BatchNormalization", "q s t m v", "y", "epsilon=0.0").Output("y"), [1, 2, 3, 4])
            .Should().Equal(2 * 11 + 1, 2 * 22 + 1, 3 * 13 - 1, 3 * 24 - 1);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    public void A_resize_by_the_shape_of_its_input(int height, int width)
    {
        OnnxModel model = new TestModel().Input("x", -1, -1, -1, -1).Integers("k", 1, 1, 2, 2).Node("Shape", "x", "sh").Node("Mul", "sh k", "sz")
            .Node("Resize", "x _ _ sz", "y", "coordinate_transformation_mode=asymmetric mode=nearest nearest_mode=floor").Output("y")
            .Load(new OnnxImportOptions { InputShapes = new Dictionary<string, TensorShape> { ["x"] = [1, 1, 2, 2] } });
        CompiledNetwork network = model.Compile([1, 1, height, width]);

        float[] input = [.. Enumerable.Range(1, height * width).Select(i => (float)i)], output = new float[4 * height * width];
        network.Run(input, output);

        network.Outputs[0].Shape.Should().Equal(1, 1, 2 * height, 2 * width);
        output.Should().Equal(Enumerable.Range(0, output.Length).Select(i => input[i / (2 * width) / 2 * width + i % (2 * width) / 2]));
    }

    public void Dispose() => _cli.Dispose();

    /// <summary>The outputs one behind the other; memory that nobody writes would show as NaN.</summary>
    private static float[] Outputs(TestModel model, float[] input)
    {
        CompiledNetwork network = model.Load().Compile();
        float[] output = [.. Enumerable.Repeat(float.NaN, (int)network.Outputs[0].Shape.Elements)];
        network.Run(input, output);
        return output;
    }

    private static void ShouldBeClose(float[] actual, float[] expected)
    {
        actual.Should().HaveSameCount(expected);
        for (int i = 0; i < actual.Length; i++)
            actual[i].Should().BeApproximately(expected[i], Tolerance * Math.Max(1, Math.Abs(expected[i])), "element {0}", i);
    }
}
