using System.CommandLine;
using System.Globalization;
using System.Text;
using GroupConv.Cli.Files;
using GroupConv.Cli.Measurement;
using GroupConv.Cli.Output;
using GroupConv.Cli.Training;
using GroupConv.Networks;

namespace GroupConv.Cli.Commands;

/// <summary><c>train har</c>: trains a ResNeXt of one dimension to tell what a person with a phone does.</summary>
internal static class TrainCommand
{
    private const string HarDescription =
        "Trains a one-dimensional ResNeXt on data in the layout of UCI-HAR: AdamW with cosine decay, smoothed labels, signals "
        + "standardized by the training part. Writes a checkpoint after each epoch and a report at the end.";

    public static Command Create(CliConsole console) => new("train", "Trains a network.") { Har(console) };

    private static Command Har(CliConsole console)
    {
        Option<Setting<string?>> data = CommonOptions.Path("--data", "The folder with train/ and test/.", required: true);
        Option<Setting<string?>> output = CommonOptions.Create<string?>(
            "--out", "The folder of checkpoint and report.", text => text.Length > 0 ? text : throw new FormatException("must name a folder"), byDefault: "har-training");
        Option<Setting<int>> epochs = CommonOptions.Number("--epochs", "How often all windows are gone through.", 15);
        Option<Setting<int>> batch = CommonOptions.Number("--batch", "Windows of a step.", 64);
        Option<Setting<double>> rate = CommonOptions.Create("--lr", "The learning rate at the beginning.", RateOf, byDefault: "1e-3");
        Option<Setting<int>> groups = CommonOptions.Number("--groups", "Groups of the middle convolution of each block; they divide 32.", 32);
        Option<Setting<IReadOnlyList<int>>> compared = CommonOptions.Create<IReadOnlyList<int>>(
            "--compare-groups", "One training for each number of groups, side by side: 1,2,4,8,32.", text => ValueText.Numbers(text, least: 1));
        Option<Setting<int>> blocks = CommonOptions.Number("--blocks", "Blocks of each stage.", 1);
        Option<Setting<int>> seed = CommonOptions.Number("--seed", "Decides weights and order.", 0, least: int.MinValue);
        Option<Setting<int>> threads = CommonOptions.Threads();
        var resume = new Option<bool>("--resume") { Description = "Go on from the checkpoint in --out, if there is one." };
        var command = new Command("har", HarDescription) { data, output, epochs, batch, rate, groups, compared, blocks, seed, threads, resume };
        command.SetAction((parsed, cancellation) =>
        {
            IReadOnlyList<int>? several = parsed.Read(compared);
            return Task.FromResult(Run(
                console,
                new HarSettings(
                    parsed.Read(data)!, parsed.Read(output)!, parsed.Read(epochs), parsed.Read(batch), parsed.Read(rate), several ?? [parsed.Read(groups)],
                    several is not null, parsed.Read(blocks), parsed.Read(seed), parsed.Read(threads), parsed.GetValue(resume)),
                cancellation));
        });
        return command;
    }

    private static int Run(CliConsole console, HarSettings settings, CancellationToken cancellation)
    {
        if (settings.Groups.Distinct().Count() < settings.Groups.Count)
            throw new UserErrorException("--compare-groups names a number twice");
        foreach (int groups in settings.Groups)
            _ = HarFiles.NetworkOf(groups, settings.Blocks); // what does not divide is complained about before the work
        HarDataset raw = HarFiles.Read(settings.Data, () => HarDataset.Load(settings.Data));
        HarFiles.Read(settings.Out, () => Directory.CreateDirectory(settings.Out));
        AtomicFile.ThrowIfUnwritable(settings.Report);
        Standardization standardization = Standardization.Of(raw.Train);
        var training = new HarTraining(
            console, settings, new HarDataset(standardization.Apply(raw.Train), standardization.Apply(raw.Test)), standardization);
        console.Out.WriteLine(MachineText.Describe(settings.Threads));
        console.Out.WriteLine($"{raw.Train.Count} windows to learn from, {raw.Test.Count} to test with");
        var runs = new List<TrainingRun>();
        try
        {
            foreach (int groups in settings.Groups)
                runs.Add(training.Run(groups, cancellation));
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted; // what is saved and how to go on has been said
        }

        if (settings.Compares)
            EvaluationTables.WriteComparison(console, runs);
        else
            EvaluationTables.Write(console, runs[0].Test, HarDataset.Activities);
        string html = new TrainingReport("Human activities by a phone's sensors", HarDataset.Activities, runs).ToHtml();
        AtomicFile.Write(settings.Report, stream => stream.Write(Encoding.UTF8.GetBytes(html)));
        console.Out.WriteLine($"wrote {string.Join(", ", settings.Groups.Select(settings.Checkpoint).Append(settings.Report))}");
        return ExitCode.Success;
    }

    private static double RateOf(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double rate) && rate > 0 && rate <= 10
            ? rate
            : throw new FormatException($"must be a number over 0 and up to 10, but is '{text}'");
}
