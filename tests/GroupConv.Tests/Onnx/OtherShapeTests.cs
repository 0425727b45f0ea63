using GroupConv.Networks;
using GroupConv.Onnx;
using GroupConv.Tests.Networks;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Onnx;

/// <summary>
/// A model that was loaded for one shape is right for every other: <see cref="OnnxModel.Compile(TensorShape, CompileOptions?)"/> gives what a load
/// for that shape gives, and the network itself takes a shape only where its layers are the same for it.
/// </summary>
public class OtherShapeTests
{
    private static readonly TensorShape Loaded = [1, 2, 6, 8];

    /// <summary>Models whose layers depend on the size of the input, each in a way of its own.</summary>
    private static readonly Dictionary<string, TestModel> Sized = new()
    {
        ["resize by scales"] = Base().Floats("s", [4], 1, 1, 2, 2).Node("Resize", "x _ s", "y", "mode=nearest coordinate_transformation_mode=asymmetric nearest_mode=floor"),
        ["resize by the shape"] = Base().Integers("k", 1, 1, 2, 2).Node("Shape", "x", "sh").Node("Mul", "sh k", "sz")
            .Node("Resize", "x _ _ sz", "y", "mode=nearest coordinate_transformation_mode=asymmetric nearest_mode=floor"),
        ["global maximum"] = Base().Node("GlobalMaxPool", "x", "y"),
        ["pool with the output's size"] = Base().Node("MaxPool", "x", "y", "kernel_shape=[3,3] strides=[2,2] auto_pad=SAME_UPPER"),
        ["transpose with the output's size"] = Base().Floats("w", [2, 3, 3, 3]).Node("ConvTranspose", "x w", "y", "strides=[2,2] auto_pad=SAME_LOWER"),
        ["all but the last column"] = Base().Integers("from", 0).Integers("to", -1).Integers("axis", 3).Node("Slice", "x from to axis", "y"),
        ["the last row"] = Base().Integers("i", -1).Node("Gather", "x i", "y", "axis=2"),
        ["halves"] = Base().Node("Split", "x", "a y", "axis=3"),
        ["a number that is the height"] = Base().Integers("two", 2).Node("Shape", "x", "sh").Node("Gather", "sh two", "h").Node("Cast", "h", "f", "to=1").Node("Mul", "x f", "y"),
        ["a plane as a row"] = Base().Integers("to", 2, -1).Node("Reshape", "x to", "y"),
    };

    public static TheoryData<string> Names => [.. Sized.Keys];

    /// <summary>This one cuts off the same of any length.</summary>
    public static TheoryData<string> NamesOfChanging => [.. Sized.Keys.Where(name => name != "transpose with the output's size")];

    [Theory]
    [MemberData(nameof(Names))]
    public void Compiling_for_a_shape_is_loading_for_it(string name)
    {
        OnnxModel model = Load(Sized[name], Loaded);
        foreach (TensorShape shape in (TensorShape[])[Loaded, [1, 2, 4, 4], [1, 2, 10, 6], [3, 2, 6, 8]])
        {
            OnnxModel own = Load(Sized[name], shape);
            CompiledNetwork expected = own.Network.Compile(own.Weights, shape), actual = model.Compile(shape);

            actual.Outputs.Select(output => output.Shape).Should().Equal(expected.Outputs.Select(output => output.Shape));
            float[] input = TestData.Uniform(shape.Elements, seed: 5);
            LayerCase.Run(actual, [input], threads: 1)[0].Should().Equal(LayerCase.Run(expected, [input], threads: 1)[0]);
        }
    }

    [Theory]
    [MemberData(nameof(NamesOfChanging))]
    public void The_network_itself_refuses_other_sizes(string name)
    {
        OnnxModel model = Load(Sized[name], Loaded);

        foreach (Action other in (Action[])
            [() => model.Network.Compile(model.Weights, [1, 2, 5, 10]), () => model.Network.Shapes([1, 2, 5, 10]), () => model.Compile().Network.Shapes([1, 2, 5, 10])])
            other.Should().Throw<ArgumentException>();
        model.Network.Compile(model.Weights, Loaded).Outputs.Should().HaveCount(1);
    }

    [Fact]
    public void The_refusal_names_the_node_and_the_way()
    {
        OnnxModel model = Load(Sized["resize by the shape"], Loaded);

        FluentActions.Invoking(() => model.Network.Compile(model.Weights, [1, 2, 4, 4])).Should().Throw<ArgumentException>().WithMessage(
            "graph was imported from an ONNX model for inputs of [1, 2, 6, 8], and its node 'Resize_2' is another one for [1, 2, 4, 4]: "
            + "use OnnxModel.Compile, or load the model with these as OnnxImportOptions.InputShapes*");
        FluentActions.Invoking(() => model.Compile().Network.Compile(model.Weights, [1, 2, 4, 4]))
            .Should().Throw<ArgumentException>().WithMessage("graph was compiled for inputs of [1, 2, 6, 8]; compile the ONNX model for others with OnnxModel.Compile*");
    }

    [Fact]
    public void A_network_that_is_the_same_for_other_shapes_takes_them()
    {
        OnnxModel model = Load(
            Base().Floats("w", [4, 2, 3, 3]).Floats("f", [4, 3]).Node("Conv", "x w", "c", "pads=[1,1,1,1] auto_pad=NOTSET").Node("Relu", "c", "r")
                .Node("GlobalAveragePool", "r", "g").Node("Flatten", "g", "h").Node("MatMul", "h f", "y"),
            Loaded);

        foreach (TensorShape shape in (TensorShape[])[[5, 2, 6, 8], [1, 2, 30, 20]])
            model.Network.Compile(model.Weights, shape).Outputs[0].Shape.Should().Equal(shape[0], 3);
    }

    /// <summary>The first axis of a Reshape is no batch because it is as long as one.</summary>
    [Fact]
    public void A_length_that_is_the_batch_by_chance()
    {
        OnnxModel model = Load(Sized["a plane as a row"], [2, 2, 6, 8]);

        FluentActions.Invoking(() => model.Network.Compile(model.Weights, [4, 2, 6, 8])).Should().Throw<ArgumentException>();
        model.Compile([4, 2, 6, 8]).Outputs[0].Shape.Should().Equal(2, 192);
    }

    [Fact]
    public void Shapes_that_the_model_cannot_have_are_errors()
    {
        OnnxModel model = Load(Base().Floats("w", [4, 2, 3, 3]).Node("Conv", "x w", "y"), Loaded);

        FluentActions.Invoking(() => model.Compile([1, 2, 6])).Should().Throw<ArgumentException>().WithMessage("input 'x [n, 2, n, n]' cannot have the shape [1, 2, 6]*");
        FluentActions.Invoking(() => model.Compile([Loaded, Loaded])).Should().Throw<ArgumentException>().WithMessage("the model has 1 inputs (x), but got 2 shapes*");
        FluentActions.Invoking(() => model.Compile([1, 3, 6, 8])).Should().Throw<OnnxException>().WithMessage("node 'Conv_0' (Conv): *");
        FluentActions.Invoking(() => model.Compile([1, 2, 2, 8])).Should().Throw<OnnxException>().WithMessage("node 'Conv_0' (Conv): *");
    }

    /// <summary>What was read is kept: the file may be another one by then, or gone.</summary>
    [Fact]
    public void Other_shapes_need_no_file()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("groupconv-tests-");
        try
        {
            TestModel test = Base().Floats("w", [2, 2, 1, 1], 1, 0, 0, 1).Floats("s", [4], 1, 1, 2, 2).Node("Conv", "x w", "c")
                .Node("Resize", "c _ s", "y", "mode=nearest coordinate_transformation_mode=asymmetric nearest_mode=floor").Output("y");
            string data = Path.Combine(folder.FullName, "weights.bin"), path = Path.Combine(folder.FullName, "model.onnx");
            File.WriteAllBytes(data, test.Graph.Initializer[0].RawData.ToByteArray());
            test.Graph.Initializer[0].RawData = Google.Protobuf.ByteString.Empty;
            test.Graph.Initializer[0].DataLocation = GroupConv.Onnx.Schema.TensorProto.Types.DataLocation.External;
            test.Graph.Initializer[0].ExternalData.Add(new GroupConv.Onnx.Schema.StringStringEntryProto { Key = "location", Value = "weights.bin" });
            File.WriteAllBytes(path, test.Bytes);
            OnnxModel model = OnnxModel.Load(path, ShapeOf(Loaded));
            File.WriteAllBytes(data, new byte[16]);
            File.Delete(path);

            CompiledNetwork network = model.Compile([1, 2, 1, 1]);

            LayerCase.Run(network, [[3, 4]], threads: 1)[0].Should().Equal(3, 3, 3, 3, 4, 4, 4, 4);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The options are copied when the model is loaded.</summary>
    [Fact]
    public void Options_that_change_afterwards_do_not_matter()
    {
        var shapes = new Dictionary<string, TensorShape> { ["x"] = Loaded };
        var constants = new StateDict();
        constants.Add("k", [1], new float[] { 2 });
        OnnxModel model = Base().Input("k", 1).Floats("s", [4], 1, 1, 2, 2).Node("Mul", "x k", "m")
            .Node("Resize", "m _ s", "y", "mode=nearest coordinate_transformation_mode=asymmetric nearest_mode=floor").Output("y")
            .Load(new OnnxImportOptions { InputShapes = shapes, Constants = constants });
        shapes["nothing"] = [1];
        constants.Add("nothing", [1], new float[] { 2 });

        LayerCase.Run(model.Compile([1, 2, 1, 1]), [[3, 4]], threads: 1)[0].Should().Equal(6, 6, 6, 6, 8, 8, 8, 8);
    }

    private static TestModel Base() => new TestModel().Input("x", -1, 2, -1, -1);

    private static OnnxModel Load(TestModel model, TensorShape shape)
    {
        if (model.Graph.Output.Count == 0)
            model.Output("y");
        return model.Load(ShapeOf(shape));
    }

    private static OnnxImportOptions ShapeOf(TensorShape shape) => new() { InputShapes = new Dictionary<string, TensorShape> { ["x"] = shape } };
}
