using Google.Protobuf;
using GroupConv.Cli;
using GroupConv.Networks;
using GroupConv.Networks.Files;
using GroupConv.Onnx;
using GroupConv.Onnx.Schema;
using GroupConv.Tests.Onnx;
using GroupConv.Tests.Support;
using GroupConv.Tests.Training;
using Microsoft.Win32.SafeHandles;

namespace GroupConv.Tests.Cli.Files;

/// <summary>Every reader refuses pipes, sockets and devices at once and in one line, and knows files that stand for others.</summary>
public sealed class SpecialFileReadingTests : IDisposable
{
    private readonly CommandLine _cli = new();

    public static TheoryData<string, string> Kinds => new()
    {
        { "pipe", "a pipe" },
        { "link to a pipe", "a pipe" },
        { "socket", "a socket" },
        { "/dev/zero", "a device" },
    };

    [UnixTheory]
    [MemberData(nameof(Kinds))]
    public async Task Libraries_refuse_what_is_no_file(string name, string kind)
    {
        string path = Make(name, ".onnx");
        foreach (Action read in (Action[])
            [() => SafeTensors.Load(path), () => SafeTensors.Open(path), () => SafeTensors.LoadMetadata(path), () => TrainingCheckpoint.Load(path), () => OnnxModel.Load(path)])
        {
            string message = await UnixFiles.AtOnce(() => Task.FromResult(read.Should().Throw<IOException>().Which.Message));
            message.Should().Be($"{path} is {kind}, not a file");
        }
    }

    [UnixFact]
    public async Task External_data_and_signals_in_pipes_are_refused()
    {
        string pipe = UnixFiles.Pipe(_cli.Path("weights.bin")), model = WriteModel("weights.bin");
        string message = await UnixFiles.AtOnce(() => Task.FromResult(FluentActions.Invoking(() => OnnxModel.Load(model)).Should().Throw<OnnxException>().Which.Message));
        message.Should().Be($"tensor 'w': its external data 'weights.bin' cannot be read: {pipe} is a pipe, not a file");

        string data = SyntheticHar.Write(_cli.Path("data"), train: 6, test: 6), signal = Path.Combine(data, "test", "Inertial Signals", "body_acc_x_test.txt");
        File.Delete(signal);
        UnixFiles.Pipe(signal);
        message = await UnixFiles.AtOnce(() => Task.FromResult(FluentActions.Invoking(() => HarDataset.Load(data)).Should().Throw<IOException>().Which.Message));
        message.Should().Be($"{signal} is a pipe, not a file");
    }

    [UnixTheory]
    [MemberData(nameof(Kinds))]
    public async Task Commands_refuse_what_is_no_file(string name, string kind)
    {
        string npy = _cli.WriteNpy("x.npy", 1, 1, 1, 1), output = _cli.Path("y.npy"), model = _cli.Write("model.onnx", new TestModel().Input("x", 1, 1, 1, 1).Node("Relu", "x", "y").Output("y").Bytes);
        bool isDevice = !name.Contains("pipe", StringComparison.Ordinal) && name != "socket";
        string Special(string end) => isDevice ? Link(name, end) : Make(name, end);
        foreach (string[] args in (string[][])
            [["summary", Special(".onnx")], ["summary", "mobilenet_v2", "--weights", Special(".safetensors")], ["run", model, "--input", Special(".npy")],
             ["run", model, "--input", Special(".pgm")], ["run", model, "--input", npy, "--top", "1", "--labels", Special(".txt")], ["explain", "--layers", Special(".csv")],
             ["conv", "--input", npy, "--weight", Special(".npy"), "--output", output], ["conv", "--input", npy, "--weight", npy, "--bias", Special(".npy"), "--output", output],
             ["evaluate", "--checkpoint", Special(".safetensors"), "--data", "none"]])
        {
            (int code, string text, string error) = await UnixFiles.AtOnce(() => CommandLine.RunAsync(args));
            string line = string.Join(' ', args);
            (code, text).Should().Be((ExitCode.UserError, ""), line);
            error.Should().EndWith($" is {kind}, not a file\n", line).And.Match(all => all.Count(c => c == '\n') == 1);
        }
    }

    [UnixFact]
    public void What_the_kernel_makes_up_is_no_file()
    {
        if (OperatingSystem.IsLinux())
            FluentActions.Invoking(() => RegularFile.Open("/proc/version")).Should().Throw<IOException>().WithMessage("/proc/version is a kernel interface, not a file");
    }

    [UnixFact]
    public void A_link_to_nothing_is_a_missing_file()
    {
        string link = _cli.Path("link");
        File.CreateSymbolicLink(link, "nothing");
        FluentActions.Invoking(() => SafeTensors.Load(link)).Should().Throw<FileNotFoundException>();
    }

    [UnixFact]
    public void A_redirected_file_may_be_read_by_the_name_of_standard_input()
    {
        string real = _cli.Write("x", "text"), link = _cli.Path("stdin");
        File.CreateSymbolicLink(link, real);
        using FileStream stream = RegularFile.OpenStream(link);
        stream.Length.Should().Be(4);
    }

    [Fact]
    public void A_link_put_in_place_of_external_data_is_seen_on_the_opened_file()
    {
        if (OperatingSystem.IsWindows())
            return;
        string outside = _cli.Write("outside.bin", "secret"), folder = Directory.CreateDirectory(SymbolicLinks.Followed(_cli.Path("model"))).FullName;
        string inside = Path.Combine(folder, "weights.bin"), link = Path.Combine(folder, "link.bin");
        File.WriteAllText(inside, "secret");
        File.CreateSymbolicLink(link, outside);

        using SafeFileHandle opened = RegularFile.Open(link), own = RegularFile.Open(inside);
        RegularFile.IsAt(own, inside).Should().BeTrue();
        RegularFile.IsAt(opened, link).Should().BeFalse();
        // Who swaps the link for a file behind the opening is seen, too, also where only times can be compared.
        File.Move(inside, link, overwrite: true);
        RegularFile.IsAt(opened, link).Should().BeFalse();
        File.SetLastWriteTimeUtc(link, File.GetLastWriteTimeUtc(opened).AddSeconds(1));
        RegularFile.LooksLike(opened, link).Should().BeFalse();
        RegularFile.LooksLike(own, link).Should().BeTrue();
    }

    [Theory]
    [InlineData("model.onnx", "run")]
    [InlineData("weights.safetensors", "summary")]
    public async Task A_pointer_of_git_lfs_is_named_as_the_cause(string name, string command)
    {
        string path = _cli.Write(name, "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n");
        string[] args = command == "run" ? ["run", path, "--input", "x.npy"] : ["summary", "mobilenet_v2", "--weights", path];
        (int code, _, string error) = await CommandLine.RunAsync(args);
        code.Should().Be(ExitCode.UserError);
        error.Should().StartWith($"groupconv: {path}: ").And.EndWith("it is not the file itself but a Git LFS pointer to it: 'git lfs pull' fetches the file\n");

        File.Move(path, _cli.Path("weights.bin"));
        FluentActions.Invoking(() => OnnxModel.Load(WriteModel("weights.bin", elements: 1000))).Should().Throw<OnnxException>().WithMessage("tensor 'w'*Git LFS pointer*");
    }

    public void Dispose() => _cli.Dispose();

    private string Link(string target, string end)
    {
        string path = _cli.Path(Guid.NewGuid() + end);
        File.CreateSymbolicLink(path, target);
        return path;
    }

    private string Make(string name, string end)
    {
        string path = _cli.Path(Guid.NewGuid() + end);
        return name switch
        {
            "pipe" => UnixFiles.Pipe(path),
            "link to a pipe" => Link(UnixFiles.Pipe(path + ".pipe"), end),
            "socket" => UnixFiles.Socket(path),
            _ => name,
        };
    }

    private string WriteModel(string location, int elements = 3)
    {
        TestModel model = new TestModel().Input("x", 1, 1, elements + 2).Floats("w", [1, 1, elements]).Node("Conv", "x w", "y").Output("y");
        TensorProto weight = model.Graph.Initializer[0];
        weight.RawData = ByteString.Empty;
        weight.DataLocation = TensorProto.Types.DataLocation.External;
        weight.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        return _cli.Write("external.onnx", model.Bytes);
    }
}
