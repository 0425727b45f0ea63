using GroupConv.Cli;
using GroupConv.Cli.Files;
using GroupConv.Networks;
using GroupConv.Networks.Models;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Cli;

/// <summary><c>run</c>, <c>summary</c> and <c>profile</c>.</summary>
public sealed class NetworkCommandTests : IDisposable
{
    private const string MobileNet = "data/mobilenet-v1-0.25-224";
    private readonly CommandLine _cli = new();

    [SharedDataFact]
    public async Task Photographs_are_recognised_from_onnx_and_from_safetensors()
    {
        (string Photo, int Class)[] photos =
            [("bird", 19), ("chelsea", 281), ("coffee", 967), ("dragonfly", 319), ("resized_cat", 285), ("sunflower", 985)];
        string[] labels = File.ReadAllLines(SharedData.PathOf($"{MobileNet}/labels.txt"));
        foreach ((string photo, int expected) in photos)
        {
            foreach (string[] model in (string[][])
                [[SharedData.PathOf($"{MobileNet}/model.onnx")], ["mobilenet_v1_0.25", "--weights", SharedData.PathOf($"{MobileNet}/model.safetensors")]])
            {
                (int code, string output, string error) = await CommandLine.RunAsync(
                    ["run", .. model, "--input", SharedData.PathOf($"{MobileNet}/photos/{photo}.ppm"), "--scale", "1/127.5", "--mean", "1",
                    "--top", "1", "--labels", SharedData.PathOf($"{MobileNet}/labels.txt")]);
                (code, error).Should().Be((ExitCode.Success, ""), photo);
                string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
                lines.Should().HaveCount(3);
                lines[2].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0].Should().Be($"{expected}", photo);
                lines[2].Should().EndWith(labels[expected].Trim());
            }
        }
    }

    [SharedDataFact]
    public async Task Outputs_are_written_each_to_a_file_of_its_own()
    {
        string folder = SharedData.PathOf("data/onnx-models/ultraface");
        (int code, _, string error) = await CommandLine.RunAsync(
            "run", $"{folder}/model.onnx", "--input", $"{folder}/input.npy", "--output", _cli.Path("y.npy"), "--threads", "1");
        (code, error).Should().Be((ExitCode.Success, ""));
        _cli.Files().Should().Equal("y.boxes.npy", "y.scores.npy");
        float[] expected = InputFile.Read($"{folder}/output_boxes.npy", NpyFile.Read).Values;
        float[] actual = InputFile.Read(_cli.Path("y.boxes.npy"), NpyFile.Read).Values;
        actual.Zip(expected, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-4f);
    }

    [Fact]
    public async Task A_network_by_name_runs_with_weights_from_a_file()
    {
        NamedModel model = NamedModels.Get("resnext1d");
        Network network = model.Create();
        StateDict weights = StateDict.Random(network, seed: 3);
        SafeTensors.Save(_cli.Path("w.safetensors"), weights);
        string input = _cli.WriteNpy("x.npy", [.. model.Input]);

        (int code, string output, string error) = await CommandLine.RunAsync(
            "run", "resnext1d", "--weights", _cli.Path("w.safetensors"), "--input", input, "--output", _cli.Path("y.npy"), "--top", "2");

        (code, error).Should().Be((ExitCode.Success, ""));
        output.Should().ContainAll("resnext1d: input [1, 9, 128] -> output [1, 6]", "params", "FLOP", "class", "probability");
        var expected = new float[6];
        network.Compile(weights, model.Input).Run(InputFile.Read(input, NpyFile.Read).Values, expected);
        InputFile.Read(_cli.Path("y.npy"), NpyFile.Read).Values.Should().Equal(expected);
    }

    [Theory]
    [InlineData("is neither a file that ends in .onnx nor the name of a network; there are alexnet_two_groups", "run", "resnext", "--input", "x.npy")]
    [InlineData("no such file", "run", "missing.onnx", "--input", "x.npy")]
    [InlineData("junk.onnx", "run", "junk.onnx", "--input", "x.npy")]
    [InlineData("--weights is for networks by name", "run", "junk.onnx", "--weights", "junk.safetensors", "--input", "x.npy")]
    [InlineData("junk.safetensors", "run", "resnext1d", "--weights", "junk.safetensors", "--input", "x.npy")]
    [InlineData("is a network without weights", "run", "resnext1d", "--input", "x.npy")]
    [InlineData("the weights lack 'fine.bn.weight' of shape", "run", "resnext1d", "--weights", "other.safetensors", "--input", "x.npy")]
    [InlineData("the network takes [1, 9, 128], but the file holds [1, 2, 3]", "run", "resnext1d", "--weights", "right.safetensors", "--input", "small.npy")]
    [InlineData("has 1 inputs (input), but --input was given 2 times", "run", "resnext1d", "--weights", "right.safetensors", "--input", "x.npy", "--input", "x.npy")]
    [InlineData("there are 2 labels, but 6 classes", "run", "resnext1d", "--weights", "right.safetensors", "--input", "x.npy", "--top", "1", "--labels", "labels.txt")]
    [InlineData("has no input 'x', only 'input'", "summary", "resnext1d", "--shape", "x=1x9x128")]
    [InlineData("must be name=1x3x224x224", "summary", "resnext1d", "--shape", "128")]
    [InlineData("takes 9 channels, but got [1, 8, 128]", "summary", "resnext1d", "--shape", "input=1x8x128")]
    [InlineData("must be a number or a fraction", "run", "resnext1d", "--input", "x.npy", "--scale", "1/0")]
    public async Task What_does_not_fit_gets_one_line(string complaint, params string[] args)
    {
        _cli.WriteNpy("x.npy", 1, 9, 128);
        _cli.WriteNpy("small.npy", 1, 2, 3);
        _cli.Write("junk.onnx", [1, 2, 3]);
        _cli.Write("junk.safetensors", [1, 2, 3]);
        _cli.Write("labels.txt", [.. "a\nb\n"u8]);
        var other = new StateDict();
        other.Add("other", [1], new float[1]);
        SafeTensors.Save(_cli.Path("other.safetensors"), other);
        SafeTensors.Save(_cli.Path("right.safetensors"), StateDict.Random(NamedModels.Get("resnext1d").Create()));
        string[] inFolder = [.. args.Select(word => word.Contains('.', StringComparison.Ordinal) && !word.Contains('=', StringComparison.Ordinal) ? _cli.Path(word) : word)];

        (int code, string output, string error) = await CommandLine.RunAsync(inFolder);

        code.Should().Be(ExitCode.UserError, error);
        error.Should().StartWith("groupconv: ").And.Contain(complaint);
        error.TrimEnd().Should().NotContain("\n");
    }

    [Fact]
    public async Task Summary_lists_the_networks_and_their_layers_and_writes_a_page()
    {
        (int code, string list, _) = await CommandLine.RunAsync("summary");
        code.Should().Be(ExitCode.Success);
        list.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(NamedModels.All.Count + 1);

        (code, string table, string error) = await CommandLine.RunAsync("summary", "resnext1d", "--seconds", "0.05", "--html", _cli.Path("page.html"));
        (code, error).Should().Be((ExitCode.Success, ""));
        table.Should().ContainAll("Conv1d", "groups 32", "470,136", "FLOPs");
        File.ReadAllText(_cli.Path("page.html")).Should().StartWith("<!DOCTYPE html>").And.Contain("<svg").And.NotContain("http");
    }

    [Fact]
    public async Task Profile_has_a_line_for_each_step()
    {
        (int code, string output, string error) = await CommandLine.RunAsync("profile", "resnext1d", "--seconds", "0.05", "--threads", "1");
        (code, error).Should().Be((ExitCode.Success, ""));
        output.Should().ContainAll("BatchNorm", "groups 32", "GFLOP/s", "activations");
    }

    public void Dispose() => _cli.Dispose();
}
