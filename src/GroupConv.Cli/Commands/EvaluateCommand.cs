using System.CommandLine;
using GroupConv.Cli.Output;
using GroupConv.Cli.Training;
using GroupConv.Networks;

namespace GroupConv.Cli.Commands;

/// <summary><c>evaluate</c>: how well a network of <c>train har</c> does.</summary>
internal static class EvaluateCommand
{
    public static Command Create(CliConsole console)
    {
        Option<Setting<string?>> checkpoint = CommonOptions.Path("--checkpoint", "A file that 'train har' wrote.", required: true);
        Option<Setting<string?>> data = CommonOptions.Path("--data", "The folder with test/, in the layout of UCI-HAR.", required: true);
        Option<Setting<int>> threads = CommonOptions.Threads();
        var command = new Command("evaluate", "Tests a network that was trained: accuracy, scores of each class, and what is taken for what.") { checkpoint, data, threads };
        command.SetAction((parsed, cancellation) => Task.FromResult(
            Run(console, parsed.Read(checkpoint)!, parsed.Read(data)!, parsed.Read(threads), cancellation)));
        return command;
    }

    private static int Run(CliConsole console, string path, string folder, int threads, CancellationToken cancellation)
    {
        TrainingCheckpoint checkpoint = HarFiles.Checkpoint(path);
        Network network = HarFiles.NetworkOf(checkpoint, path);
        LabeledSamples test = HarFiles.Read(folder, () => HarDataset.LoadTest(folder));
        Standardization standardization = Standardization.Load(checkpoint.Tensors, HarDataset.Signals.Count);
        Evaluation evaluation = Evaluation.Of(network, checkpoint.Tensors, standardization.Apply(test), threads, cancellation);
        console.Out.WriteLine($"{network.Name}, {network.Params} params, after {Numbers.Counted(checkpoint.History.Count, "epoch")}");
        EvaluationTables.Write(console, evaluation, HarDataset.Activities);
        return ExitCode.Success;
    }
}
