using System.Numerics.Tensors;
using GroupConv.Networks;
using GroupConv.Networks.Blocks;
using GroupConv.Networks.Models;
using GroupConv.Onnx;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Docs;

/// <summary>The code of docs/networks.md and of the README's section on networks: compiled here, run, and its claims checked.</summary>
public sealed class NetworksSnippets
{
    public const string File = "tests/GroupConv.Tests/Docs/NetworksSnippets.cs";

    [SharedDataFact]
    public void Run_a_model()
    {
        string path = SharedData.PathOf("data/torch-nets/mobilenet_v2_w025/model.onnx");

        // begin-snippet: run-onnx
        OnnxModel model = OnnxModel.Load(path);
        CompiledNetwork network = model.Compile();

        var input = new float[network.Inputs[0].Shape.Elements];
        var output = new float[network.Outputs[0].Shape.Elements];
        network.Run(input, output);                                  // allocates nothing, from any number of threads
        // end-snippet

        output.Should().Contain(value => value != 0);
    }

    [Fact]
    public void Build_a_network()
    {
        // begin-snippet: build
        var builder = new NetworkBuilder();
        NetworkValue x = builder.Input();
        x = builder.Add("conv1", new Conv2d(new GroupedConv2dOptions(3, 64, kernel: 3) { Padding = new(1), Bias = false }), x);
        x = builder.Add("bn1", new BatchNorm2d(64), x);
        x = builder.Add("relu1", new ReLU(), x);
        x = builder.ResNeXtBlock("layer1", x, new ResNeXtBlockOptions(InChannels: 64, Width: 128, OutChannels: 256) { Groups = 32 });
        x = builder.Add("pool", new AdaptiveAvgPool2d(1), x);
        x = builder.Add("flatten", new Flatten(), x);
        Network network = builder.Build("small", builder.Add("fc", new Linear(256, 10), x));

        TensorShape image = [1, 3, 32, 32];
        Console.WriteLine(network.Summary([image]));                 // shapes, Params and MACs of each layer
        StateDict weights = StateDict.Random(network, seed: 1);      // or SafeTensors.Load(...)
        CompiledNetwork compiled = network.Compile(weights, image);
        Tensor<float>[] outputs = compiled.Run(Tensor.CreateFromShape<float>([1, 3, 32, 32]));
        // end-snippet

        outputs[0].Lengths.ToArray().Should().Equal(1, 10);
        compiled.Steps.Should().HaveCount(7, "conv1 with its norm and ReLU, three convolutions of the block, its shortcut, pool, fc");
    }

    [Fact]
    public void Load_weights_by_name()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        SafeTensors.Save(path, StateDict.Random(MobileNetV2.Create(width: 0.25)));
        try
        {
            // begin-snippet: by-name
            Network network = MobileNetV2.Create(width: 0.25);           // its parameters are called as torchvision's
            StateDict weights = SafeTensors.Load(path);
            CompiledNetwork compiled = network.Compile(weights, [1, 3, 224, 224]);
            // end-snippet

            compiled.Outputs[0].Shape.Should().Equal(1, 1000);
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }

    [Theory]
    [InlineData("docs/networks.md", "run-onnx")]
    [InlineData("docs/networks.md", "build")]
    [InlineData("docs/networks.md", "by-name")]
    [InlineData("README.md", "run-onnx")]
    public void The_document_has_this_code(string document, string name) =>
        DocBlock.Check(document, name, DocBlock.Fence("csharp", DocBlock.Snippet(File, name)));

    [Fact]
    public void The_document_has_the_models() => DocBlock.Check("docs/networks.md", "models", string.Join('\n',
    [
        "| name | Params | MACs | input | paper |",
        "|---|--:|--:|---|---|",
        .. NamedModels.All.Select(model => Row(model, model.Create())),
    ]));

    private static string Row(NamedModel model, Network network) =>
        FormattableString.Invariant($"| `{model.Name}` | {network.Params:N0} | {network.Macs(model.Input):N0} | {model.Input} | {model.Source} |");
}
