using System.Xml.Linq;
using GroupConv.Cli;
using GroupConv.Cli.Output;
using GroupConv.Cli.Training;
using GroupConv.Networks;
using GroupConv.Tests.Support;
using GroupConv.Tests.Training;

namespace GroupConv.Tests.Cli;

/// <summary><c>train har</c> and <c>evaluate</c>, on a small data set of waves.</summary>
public sealed class TrainCommandTests : IDisposable
{
    private readonly CommandLine _cli = new();

    private string Data => SyntheticHar.Write(_cli.Path("data"), train: 36, test: 12);

    [Fact]
    public async Task A_training_writes_a_checkpoint_and_a_report()
    {
        string data = Data;
        (int code, string output, string error) = await Run(data, "out", "--epochs", "2");
        (code, error).Should().Be((ExitCode.Success, ""));
        output.Should().Contain("36 windows to learn from, 12 to test with").And.Contain("470136 params").And.Contain("test accuracy ");
        string page = File.ReadAllText(_cli.Path("out/report.html"));
        CheckPage(page);

        (code, string evaluated, error) = await CommandLine.RunAsync("evaluate", "--checkpoint", _cli.Path("out/checkpoint.safetensors"), "--data", data);
        (code, error).Should().Be((ExitCode.Success, ""));
        evaluated.Should().StartWith("resnext1d, 470136 params, after 2 epochs");
        string last = output.Split('\n').Single(line => line.StartsWith("test accuracy", StringComparison.Ordinal));
        evaluated.Should().Contain(last);
    }

    [Fact]
    public async Task Groups_are_compared_side_by_side()
    {
        (int code, string output, string error) = await Run(Data, "out", "--epochs", "1", "--compare-groups", "8,32");
        (code, error).Should().Be((ExitCode.Success, ""));
        output.Should().Contain("of the first").And.Contain("G = 8 ").And.Contain("G = 32 ");
        File.Exists(_cli.Path("out/checkpoint-g8.safetensors")).Should().BeTrue();
        string page = File.ReadAllText(_cli.Path("out/report.html"));
        CheckPage(page);
        page.Should().Contain("Side by side");
    }

    [Fact]
    public async Task A_training_that_was_killed_goes_on_with_the_same_bits()
    {
        string data = Data;
        (await Run(data, "whole", "--epochs", "3", "--threads", "1")).Code.Should().Be(ExitCode.Success);

        string checkpoint = _cli.Path("killed/checkpoint.safetensors");
        ChildResult child = ChildProcess.Run(ChildProgram.TrainUntilKilled, Arguments(data, "killed", "--epochs", "3"));
        child.ExitCode.Should().NotBe(ExitCode.Success, "it was killed");
        child.Error.Should().BeEmpty();

        TrainingCheckpoint saved = TrainingCheckpoint.Load(checkpoint);
        saved.History.Count.Should().Be(1, "it was killed in the second epoch");
        (int code, _, string error) = await Run(data, "killed", "--epochs", "3");
        (code, error).Should().Be((ExitCode.UserError, $"groupconv: {checkpoint} is of a training that was interrupted after 1 epoch: go on with --resume, or name another --out\n"));
        (code, _, error) = await Run(data, "killed", "--epochs", "3", "--resume");
        (code, error).Should().Be((ExitCode.Success, ""));
        ShouldHaveTheSameTensors("whole", "killed");
    }

    [Fact]
    public async Task An_interruption_saves_and_says_how_to_go_on()
    {
        string data = Data;
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        (int code, _, string error) = await CommandLine.RunAsync(cancellation.Token, Arguments(data, "out", "--epochs", "1"));
        code.Should().Be(ExitCode.Interrupted);
        error.Should().StartWith($"groupconv: interrupted in epoch 1; saved to {_cli.Path("out/checkpoint.safetensors")}; to go on: groupconv train har --data ");
        error.Should().EndWith("--groups 32 --blocks 1 --epochs 1 --batch 12 --lr 0.001 --seed 0 --resume\n");
        TrainingCheckpoint.Load(_cli.Path("out/checkpoint.safetensors")).History.Should().BeEmpty();
    }

    [Fact]
    public void A_training_that_diverges_is_one_clear_error_and_leaves_no_checkpoint()
    {
        HarDataset data = HarDataset.Load(Data);
        Standardization standardization = Standardization.Of(data.Train);
        var console = new CliConsole(TextWriter.Null, TextWriter.Null, OutIsTerminal: false, ErrorIsTerminal: false);
        var settings = new HarSettings(
            "", Directory.CreateDirectory(_cli.Path("out")).FullName, Epochs: 2, Batch: 12, Rate: 1e38, Groups: [32], Compares: false, Blocks: 1, Seed: 0, Threads: 0, Resume: false);
        var training = new HarTraining(
            console, settings, new HarDataset(standardization.Apply(data.Train), standardization.Apply(data.Test)), standardization);

        training.Invoking(one => one.Run(32, CancellationToken.None)).Should().Throw<UserErrorException>().WithMessage("* in epoch 1, batch * of 3: *");
        File.Exists(settings.Checkpoint(32)).Should().BeFalse();
        console.Unsaved.WhenNone().IsCompleted.Should().BeTrue();
    }

    [Fact]
    public async Task What_the_user_can_put_right_is_said_in_one_line()
    {
        string data = Data, missing = _cli.Path("data/test/Inertial Signals/total_acc_z_test.txt"), file = _cli.Write("x.safetensors", "no");
        File.Delete(missing);
        await Complains(Arguments(data, "out"), $"there is no file '{missing}'");
        await Complains(Arguments(_cli.Path("nowhere"), "out"), $"there is no folder '{_cli.Path("nowhere")}'");
        await Complains(Arguments(data, "out", "--groups", "3"), "*divisible by Groups*");
        await Complains(Arguments(data, "out", "--compare-groups", "1,1"), "--compare-groups names a number twice");
        await Complains(Arguments(data, "out", "--lr", "0"), "--lr must be a number over 0*");
        await Complains(Arguments(data, "out", "--epochs", "0"), "--epochs must be a whole number from 1*");
        await Complains(["train", "har"], "*--data*required*");
        await Complains(["evaluate", "--checkpoint", file, "--data", data], $"{file}*");
        await Complains(["evaluate", "--checkpoint", _cli.Path("none"), "--data", data], $"*{_cli.Path("none")}*");
        SafeTensors.Save(file, new StateDict());
        await Complains(["evaluate", "--checkpoint", file, "--data", data], $"{file} is no checkpoint of a training");
    }

    [LongSharedDataFact]
    public async Task Human_activities_are_learned_from_the_real_data()
    {
        (int code, _, string error) = await CommandLine.RunAsync(
            "train", "har", "--data", SharedData.PathOf("data/uci-har-subset"), "--out", _cli.Path("out"));
        (code, error).Should().Be((ExitCode.Success, ""));
        // Seeds 0, 1 and 2 end at 0.957, 0.954 and 0.962.
        TrainingCheckpoint.Load(_cli.Path("out/checkpoint.safetensors")).History[^1].TestAccuracy.Should().BeGreaterThanOrEqualTo(0.94);
    }

    public void Dispose() => _cli.Dispose();

    private string[] Arguments(string data, string output, params string[] more) =>
        ["train", "har", "--data", data, "--out", _cli.Path(output), "--batch", "12", .. more];

    private Task<(int Code, string Output, string Error)> Run(string data, string output, params string[] more) =>
        CommandLine.RunAsync(Arguments(data, output, more));

    private static async Task Complains(string[] arguments, string expected)
    {
        (int code, _, string error) = await CommandLine.RunAsync(arguments);
        code.Should().Be(ExitCode.UserError, expected);
        error.Should().Match($"groupconv: {expected}\n").And.Match(text => text.Count(c => c == '\n') == 1);
    }

    private void ShouldHaveTheSameTensors(string first, string second)
    {
        StateDict a = SafeTensors.Load(_cli.Path($"{first}/checkpoint.safetensors")), b = SafeTensors.Load(_cli.Path($"{second}/checkpoint.safetensors"));
        a.Select(tensor => tensor.Name).Should().Equal(b.Select(tensor => tensor.Name));
        foreach (WeightTensor tensor in a)
            Bits.ShouldBeTheSame(b[tensor.Name].Values.Span, tensor.Values.Span, tensor.Name);
    }

    /// <summary>Well-formed but for its first line and its empty tags, and without anything from outside.</summary>
    private static void CheckPage(string page)
    {
        page.Should().NotContain("http").And.NotContain("<script").And.NotContain("NaN").And.NotContain("src=");
        string body = page[page.IndexOf("<body>", StringComparison.Ordinal)..page.IndexOf("</html>", StringComparison.Ordinal)];
        XElement parsed = XElement.Parse(body.Replace("&nbsp;", " ", StringComparison.Ordinal));
        parsed.Descendants("section").Should().HaveCountGreaterThan(1);
    }
}
