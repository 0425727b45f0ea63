using System.CommandLine;
using GroupConv.Benchmarks.Peers;
using GroupConv.Benchmarks.Peers.Timing;
using GroupConv.Cli;
using GroupConv.Cli.Commands;
using GroupConv.Cli.Measurement;
using GroupConv.Cli.Output;

namespace GroupConv.Benchmarks.Training;

/// <summary><c>training</c>: forward, backward and a step of Adam, ours and PyTorch's, in the same run.</summary>
internal static class TrainingCommand
{
    private const double MostSeconds = 600;
    private const int ComparedSteps = 3;

    // Of a loss after some steps, each of which moves every weight by about the learning rate whatever its gradient's size.
    private const double Tolerance = 2e-3;

    private const string Description =
        "Times a step of training of the network of 'train har' (forward, loss, backward, Adam) against PyTorch, in turns, and compares the "
        + "25th percentiles. The losses of the first steps are compared first; exit code 1 if they differ.";

    public static Command Create(CliConsole console)
    {
        Option<Setting<int>> batch = CommonOptions.Number("--batch", "Windows of a step.", 64);
        Option<Setting<int>> groups = CommonOptions.Number("--groups", "Groups of the network.", 32);
        Option<Setting<int>> blocks = CommonOptions.Number("--blocks", "Blocks of each stage.", 1);
        Option<Setting<int>> threads = CommonOptions.Threads();
        Option<Setting<double>> seconds = CommonOptions.Create(
            "--seconds", "Time for each contender, beside warming up.", text => ValueText.Seconds(text, MostSeconds), byDefault: "10");
        var command = new Command("training", Description) { batch, groups, blocks, threads, seconds };
        command.SetAction((parsed, _) => Task.FromResult(Run(
            console, new TrainingTask(parsed.Read(batch), parsed.Read(groups), parsed.Read(blocks), parsed.Read(threads)), parsed.Read(seconds))));
        return command;
    }

    private static int Run(CliConsole console, TrainingTask task, double seconds)
    {
        console.Out.WriteLine(MachineText.Describe(task.Threads));
        using var ours = new GroupConvTraining(task);
        using PyTorchTraining? theirs = Peer(console, task, ours);
        double[] mine = [.. Enumerable.Range(0, ComparedSteps).Select(_ => ours.Step())];
        if (theirs?.Losses(ComparedSteps) is { } losses && mine.Zip(losses).Any(pair => !(Math.Abs(pair.First - pair.Second) <= Tolerance * pair.First)))
        {
            console.Complain($"PyTorch computes something else: losses {string.Join(", ", losses)} instead of {string.Join(", ", mine)}");
            return ExitCode.Difference;
        }

        ours.WarmUp();
        IPreparedLayer[] contenders = theirs is null ? [ours] : [ours, theirs];
        var rounds = new PeerRounds(contenders);
        rounds.Run(seconds);
        if (rounds.Disturbed > 0)
            console.Complain($"other programs were busy in {Numbers.Percent(rounds.Disturbed)} of the rounds");
        double best = 1e3 * rounds.Samples[0].P25;
        var table = new TextTable("<contender", "ms a step", "GFLOP/s", "ratio");
        // Backward is twice forward: the gradients of input and weights have as many multiply-adds each.
        double megaFlop = 3 * 2 * task.Network().Macs(task.InputShape) / 1e6;
        for (int i = 0; i < contenders.Length; i++)
        {
            double milliseconds = 1e3 * rounds.Samples[i].P25;
            table.Add(i == 0 ? "GroupConv" : $"PyTorch {theirs!.Variant}", Numbers.Short(milliseconds), Numbers.Short(megaFlop / milliseconds), Numbers.Short(milliseconds / best));
        }

        table.WriteTo(console);
        return ExitCode.Success;
    }

    private static PyTorchTraining? Peer(CliConsole console, TrainingTask task, GroupConvTraining ours)
    {
        try
        {
            return new PyTorchTraining(task, ours.State());
        }
        catch (PeerMissingException error)
        {
            console.Complain($"PyTorch is left out: {ErrorText.OneLine(error)}");
            return null;
        }
    }
}
