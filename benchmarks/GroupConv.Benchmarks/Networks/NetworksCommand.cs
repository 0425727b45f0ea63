using System.CommandLine;
using GroupConv.Benchmarks.Peers;
using GroupConv.Benchmarks.Peers.OnnxRuntime;
using GroupConv.Benchmarks.Peers.Timing;
using GroupConv.Cli;
using GroupConv.Cli.Commands;
using GroupConv.Cli.Measurement;
using GroupConv.Cli.Output;

namespace GroupConv.Benchmarks.Networks;

/// <summary><c>networks</c>: whole models, ours and ONNX Runtime, in the same run.</summary>
internal static class NetworksCommand
{
    private const double MostSeconds = 600;
    private const double KibPerMib = 1024;

    private const string Description =
        "Times whole ONNX models of one input and one output against ONNX Runtime, in turns, each in a process of its own, and compares the "
        + "25th percentiles and the resident memory. The outputs are compared first; exit code 1 if they differ.";

    public static Command Create(CliConsole console)
    {
        var models = new Argument<string[]>("models") { Description = "ONNX files.", Arity = ArgumentArity.OneOrMore };
        Option<Setting<int>> threads = CommonOptions.Threads();
        Option<Setting<double>> seconds = CommonOptions.Create(
            "--seconds", "Time for each model and contender, beside warming up.", text => ValueText.Seconds(text, MostSeconds), byDefault: "5");
        var command = new Command("networks", Description) { models, threads, seconds };
        command.SetAction((parsed, _) => Task.FromResult(Run(console, parsed.GetValue(models)!, parsed.Read(threads), parsed.Read(seconds))));
        return command;
    }

    private static int Run(CliConsole console, string[] models, int threads, double seconds)
    {
        NetworkTask[] tasks = [.. models.Select(model => NetworkTask.Of(model, threads))];
        console.Out.WriteLine(MachineText.Describe(threads));
        var table = new TextTable("<model", "ms", "ONNX Runtime", "ratio", "MiB", "ONNX Runtime", "at the most", "ONNX Runtime");
        int exit = ExitCode.Success;
        foreach (NetworkTask task in tasks)
        {
            using var ours = new ChildNetwork(GroupConvContender.OwnName, task);
            using var theirs = new ChildNetwork(OrtContender.PeerName, task);
            if (Difference(ours, theirs, task) is { } difference)
            {
                console.Complain($"{task.Model}: ONNX Runtime computes something else: {difference}");
                exit = ExitCode.Difference;
                continue;
            }

            var rounds = new PeerRounds([ours, theirs]);
            rounds.Run(seconds);
            if (rounds.Disturbed > 0)
                console.Complain($"{task.Model}: other programs were busy in {Numbers.Percent(rounds.Disturbed)} of the rounds");
            double mine = 1e3 * rounds.Samples[0].P25, other = 1e3 * rounds.Samples[1].P25;
            (long now, long peak) = ours.Memory();
            (long theirNow, long theirPeak) = theirs.Memory();
            table.Add(
                Path.GetFileNameWithoutExtension(task.Model), Numbers.Short(mine), Numbers.Short(other), Numbers.Short(other / mine),
                Mib(now), Mib(theirNow), Mib(peak), Mib(theirPeak));
        }

        table.WriteTo(console);
        return exit;
    }

    private static string? Difference(ChildNetwork ours, ChildNetwork theirs, NetworkTask task)
    {
        float[] mine = new float[task.OutputElements], other = new float[task.OutputElements];
        ours.Burst(BurstShape.First, []);
        theirs.Burst(BurstShape.First, []);
        ours.CopyOutput(mine);
        theirs.CopyOutput(other);
        return OutputCheck.Difference(mine, other);
    }

    private static string Mib(long kib) => Numbers.Short(kib / KibPerMib);
}
