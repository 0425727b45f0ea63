using System.Text;
using System.Text.Json;
using Google.Protobuf;
using GroupConv.Cli;
using GroupConv.Cli.Files;
using GroupConv.Networks;
using GroupConv.Networks.Files;
using GroupConv.Onnx;
using GroupConv.Onnx.Schema;
using GroupConv.Tests.Networks;
using GroupConv.Tests.Onnx;
using GroupConv.Tests.Training;

namespace GroupConv.Tests.Cli.Files;

/// <summary>Names in files that would clear a terminal, hide text or begin new lines reach neither an exception's message nor the terminal.</summary>
public sealed class HostileNameTests : IDisposable
{
    /// <summary>An escape sequence, a bell, a line break, a control character of C1, a mark that turns the direction, a separator.</summary>
    private const string Name = "n\u001b[2J\u0007\n\u009b\u202e\u2028x";

    private const string Shown = "n\\u001B[2J";
    private readonly CommandLine _cli = new();

    public static TheoryData<string> Models => new(ModelsByPlace.Keys);

    private static Dictionary<string, Func<TestModel>> ModelsByPlace => new()
    {
        ["operator"] = () => Relu(model => model.Graph.Node[0].OpType = Name),
        ["domain"] = () => Relu(model => model.Graph.Node[0].Domain = Name),
        ["node"] = () => Relu(model => (model.Graph.Node[0].Name, model.Graph.Node[0].OpType) = (Name, "None")),
        ["attribute"] = () => Relu(model => model.Graph.Node[0].Attribute.Add(new AttributeProto { Name = Name })),
        ["missing value"] = () => Relu(model => model.Graph.Node[0].Input[0] = Name),
        ["output"] = () => Relu(model => model.Graph.Output[0].Name = Name),
        ["input"] = () => Relu(model => (model.Graph.Input[0].Name, model.Graph.Node[0].Input[0], model.Graph.Input[0].Type.TensorType.ElemType) = (Name, Name, TensorProto.Types.DataType.Int64)),
        ["location"] = () => External(Name),
        ["location in a folder"] = () => External($"{Name}/{Name}"),
        ["tensor"] = () => Relu(model =>
        {
            model.Floats(Name, [2], 1, 2, 3);
            model.Graph.Node[0].Input[0] = Name;
        }),
    };

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Models_are_refused_in_one_line(string place)
    {
        string path = _cli.Write("model.onnx", ModelsByPlace[place]().Bytes);
        string message = FluentActions.Invoking(() => OnnxModel.Load(path)).Should().Throw<OnnxException>().Which.Message;
        message.Should().Contain(Shown);
        VisibleText.IsVisible(message).Should().BeTrue();
        ShouldBeOneLine(await CommandLine.RunAsync("summary", path), ExitCode.UserError);
    }

    [Fact]
    public async Task Names_of_models_that_run_are_shown()
    {
        TestModel model = Relu(model =>
        {
            model.Graph.Name = model.Graph.Node[0].Name = model.Graph.Output[0].Name = model.Graph.Node[0].Output[0] = Name;
            model.Graph.Input[0].Name = model.Graph.Node[0].Input[0] = $"{Name}in";
        });
        string path = _cli.Write($"model\u001b.onnx", model.Bytes), input = _cli.WriteNpy("x.npy", 1, 2), labels = _cli.Write("labels.txt", "\u001b[31mred\n\u202eevil\n");
        foreach (string[] args in (string[][])
            [["run", path, "--input", input, "--top", "2", "--labels", labels], ["summary", path, "--seconds", "0"], ["summary", path, "--seconds", "0.01"], ["profile", path, "--seconds", "0.01"]])
        {
            (int code, string output, string error) = await CommandLine.RunAsync(args);
            (code, error).Should().Be((ExitCode.Success, ""), args[0]);
            output.Split('\n').Should().OnlyContain(line => VisibleText.IsVisible(line), args[0]);
            output.Should().Contain(args[0] == "summary" || args[0] == "run" ? Shown : "model\\u001B", args[0]);
            if (args[0] == "run")
                output.Should().Contain("\\u001B[31mred").And.Contain("\\u202Eevil");
        }

        string page = _cli.Path("page.html");
        (await CommandLine.RunAsync("summary", path, "--seconds", "0", "--html", page)).Code.Should().Be(ExitCode.Success);
        File.ReadAllText(page).Replace("\n", "", StringComparison.Ordinal).Should().Match(text => VisibleText.IsVisible(text)).And.Contain(Shown);
    }

    [Fact]
    public void Options_that_do_not_fit_a_model_are_refused_in_one_line()
    {
        string path = _cli.Write("model.onnx", Relu(model => model.Graph.Input[0].Name = model.Graph.Node[0].Input[0] = Name).Bytes);
        foreach (string input in (string[])[Name, "none"])
        {
            var options = new OnnxImportOptions { InputShapes = new Dictionary<string, TensorShape> { [input] = [3, 3, 3] } };
            string message = FluentActions.Invoking(() => OnnxModel.Load(path, options)).Should().Throw<ArgumentException>().Which.Message;
            message.Should().Contain(Shown);
            VisibleText.IsVisible(message).Should().BeTrue();
        }
    }

    [Fact]
    public void Networks_that_do_not_fit_are_refused_in_one_line()
    {
        TestModel model = new TestModel().Input("x", 1, 2).Floats("w", [2, 3]).Node("MatMul", "x w", "y").Output("y");
        model.Graph.Node[0].Name = model.Graph.Output[0].Name = model.Graph.Node[0].Output[0] = Name;
        model.Graph.Input[0].Name = model.Graph.Node[0].Input[0] = $"{Name}in";
        OnnxModel read = OnnxModel.Load(new MemoryStream(model.Bytes));
        CompiledNetwork compiled = read.Network.Compile(read.Weights, [1, 2]);
        foreach (Action act in (Action[])
            [() => read.Network.Compile(read.Weights, [1, 3]), () => read.Network.Compile(read.Weights, [[1, 2], [1, 2]]), () => read.Network.Compile(new StateDict(), [1, 2]),
             () => compiled.Run([new float[3]], [new float[3]]), () => compiled.Run([new float[2]], [new float[2]]), () => _ = read.Weights[Name]])
        {
            string message = act.Should().Throw<Exception>().Which.Message;
            message.Should().Contain(Shown);
            VisibleText.IsVisible(message).Should().BeTrue(message);
        }
    }

    [Theory]
    [InlineData("""{NAME:{"dtype":"F32","shape":[3],"data_offsets":[0,4]}}""")]
    [InlineData("""{"x":{"dtype":NAME,"shape":[1],"data_offsets":[0,4]}}""")]
    [InlineData("""{"x":{NAME:1}}""")]
    [InlineData("""{"__metadata__":{NAME:"a",NAME:"b"}}""")]
    public async Task Weights_are_refused_in_one_line(string header)
    {
        string path = _cli.Write("x.safetensors", SafeTensorsBytes.Of(header.Replace("NAME", JsonSerializer.Serialize(Name), StringComparison.Ordinal), 4));
        string message = FluentActions.Invoking(() => SafeTensors.Load(path)).Should().Throw<SafeTensorsException>().Which.Message;
        message.Should().Contain(Shown);
        VisibleText.IsVisible(message).Should().BeTrue();
        ShouldBeOneLine(await CommandLine.RunAsync("summary", "mobilenet_v2", "--weights", path), ExitCode.UserError);
    }

    [Fact]
    public async Task Layer_files_are_refused_in_one_line()
    {
        const string Sizes = ",1,4,5,5,4,3,3,1,1,1,1,1,1,1,1,1";
        foreach (string line in (string[])["\u202eevil" + Sizes, "\u009b31m" + Sizes, "a" + Sizes[..^1] + "\u001b[2J"])
        {
            string path = _cli.Write("layers.csv", $"{LayerFile.Header}\n{line}\n");
            ShouldBeOneLine(await CommandLine.RunAsync("explain", "--layers", path), ExitCode.UserError);
        }
    }

    [Fact]
    public async Task Arrays_and_signals_are_refused_in_one_line()
    {
        string weights = _cli.WriteNpy("w.npy", 1, 1, 1, 1);
        foreach (string header in (string[])["{'\u001b[2J': 1}", "{'descr': '\u009b'}", "{'descr': '\u00ad4'}", "\u001b"])
        {
            byte[] text = Encoding.Latin1.GetBytes(header);
            string path = _cli.Write("x.npy", [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. text]);
            ShouldBeOneLine(await CommandLine.RunAsync("conv", "--input", path, "--weight", weights, "--output", _cli.Path("y.npy")), ExitCode.UserError);
        }

        string data = SyntheticHar.Write(_cli.Path("data"), train: 6, test: 6);
        File.WriteAllText(Path.Combine(data, "train", "y_train.txt"), "1\n2\u001b[2J\n");
        string message = FluentActions.Invoking(() => HarDataset.Load(data)).Should().Throw<InvalidDataException>().Which.Message;
        VisibleText.IsVisible(message).Should().BeTrue();
        ShouldBeOneLine(await CommandLine.RunAsync("train", "har", "--data", data, "--out", _cli.Path("out")), ExitCode.UserError);
    }

    [Fact]
    public async Task Names_that_a_user_copied_are_shown()
    {
        foreach (string[] args in (string[][])[["summary", $"{Name}.onnx"], [Name], ["explain", "--layers", _cli.Path(Name)], ["conv", "--input", "a.npy", "--weight", "b.npy", "--output", $"no/{Name}.npy"]])
            ShouldBeOneLine(await CommandLine.RunAsync(args), ExitCode.UserError);
    }

    public void Dispose() => _cli.Dispose();

    private static void ShouldBeOneLine((int Code, string Output, string Error) result, int code)
    {
        result.Code.Should().Be(code, result.Error);
        result.Error.Should().EndWith("\n");
        VisibleText.IsVisible(result.Error.AsSpan()[..^1]).Should().BeTrue(result.Error);
        VisibleText.IsVisible(result.Output.Replace("\n", "", StringComparison.Ordinal)).Should().BeTrue(result.Output);
    }

    private static TestModel Relu(Action<TestModel> change)
    {
        TestModel model = new TestModel().Input("x", 1, 2).Node("Relu", "x", "y").Output("y");
        change(model);
        return model;
    }

    private static TestModel External(string location) => Relu(model =>
    {
        model.Floats("w", [2]);
        model.Node("Add", "y w", "z").Output("z");
        TensorProto weight = model.Graph.Initializer[0];
        weight.RawData = ByteString.Empty;
        weight.DataLocation = TensorProto.Types.DataLocation.External;
        weight.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
    });
}
