using System.Diagnostics;
using System.Globalization;
using GroupConv.Cli.Files;
using GroupConv.Cli.Measurement;
using GroupConv.Cli.Output;
using GroupConv.Networks;

namespace GroupConv.Cli.Training;

/// <summary>One training of <c>train har</c>: goes on where there is a checkpoint, tells of each epoch, evaluates.</summary>
internal sealed class HarTraining(CliConsole console, HarSettings settings, HarDataset data, Standardization standardization)
{
    private const double MeasuredSeconds = 0.5;
    private const int MostSamples = 10_000;

    // Without these every window to learn from is told right after some epochs.
    private const double WeightDecay = 0.1, LabelSmoothing = 0.1;

    /// <param name="groups">Of the network.</param>
    /// <param name="cancellation">Looked at many times within a batch or an evaluation.</param>
    /// <exception cref="OperationCanceledException">It was canceled, and is saved.</exception>
    public TrainingRun Run(int groups, CancellationToken cancellation)
    {
        string path = settings.Checkpoint(groups);
        Network network = HarFiles.NetworkOf(groups, settings.Blocks);
        var trainer = new Trainer(network, data.Train, data.Test, new TrainerOptions
        {
            Epochs = settings.Epochs,
            BatchSize = settings.Batch,
            Optimizer = new AdamOptions { WeightDecay = WeightDecay, DecoupledDecay = true },
            LearningRate = new CosineDecay(settings.Rate, settings.Epochs),
            LabelSmoothing = LabelSmoothing,
            Seed = settings.Seed,
            MaxThreads = settings.Threads,
            Checkpoint = path,
            Standardization = standardization,
            Notes = HarFiles.Notes(groups, settings.Blocks, data.Train.Count),
        });
        Begin(trainer, path);
        console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"G = {groups}: {network.Params} params, {Numbers.MegaFlop(2 * network.Macs(HarFiles.Window))} MFLOP (2 x MACs) a window, epochs {trainer.History.Count + 1} to {settings.Epochs}"));
        console.Out.WriteLine("epoch  train loss  accuracy  test loss  accuracy     s");
        using (console.Unsaved.Begin())
            Train(trainer, path, cancellation);

        StateDict weights = trainer.Training.State();
        return new TrainingRun(
            $"G = {groups}", network, HarFiles.Window, trainer.History, Evaluation.Of(network, weights, data.Test, settings.Threads, cancellation),
            Milliseconds(network, weights, cancellation));
    }

    private void Train(Trainer trainer, string path, CancellationToken cancellation)
    {
        try
        {
            HarFiles.Read(path, () =>
            {
                trainer.Run(Tell, cancellation);
                return true;
            });
        }
        catch (NotFiniteNumberException error)
        {
            string kept = trainer.History.Count > 0 ? $"; {path} has the training as it was after {Numbers.Counted(trainer.History.Count, "epoch")}" : "";
            throw new UserErrorException(error.Message + kept, error);
        }
        catch (OperationCanceledException)
        {
            console.Complain($"interrupted in epoch {trainer.History.Count + 1}; saved to {path}; to go on: {settings.ResumeCommand()}");
            throw;
        }
    }

    private void Begin(Trainer trainer, string path)
    {
        if (!File.Exists(path))
        {
            AtomicFile.ThrowIfUnwritable(path);
            return;
        }

        if (settings.Resume)
        {
            trainer.Load(HarFiles.Checkpoint(path));
            return;
        }

        // A training that was finished may be done again; one that was not must not be lost by leaving out a word.
        TrainingCheckpoint there = HarFiles.Checkpoint(path);
        if (there.Metadata.GetValueOrDefault("epochs") != there.Metadata["epoch"])
            throw new UserErrorException($"{path} is of a training that was interrupted after {Numbers.Counted(there.History.Count, "epoch")}: go on with --resume, or name another --out");
    }

    private void Tell(TrainingProgress progress)
    {
        if (progress.Finished is { } epoch)
        {
            console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{epoch.Epoch,5}  {epoch.TrainLoss,10:0.0000}  {epoch.TrainAccuracy,8:0.0000}  {epoch.TestLoss,9:0.0000}  {epoch.TestAccuracy,8:0.0000}  {epoch.Seconds,4:0.0}"));
            console.Out.Flush();
        }
    }

    /// <summary>What inference takes for one window, with the compiled network.</summary>
    private double Milliseconds(Network network, StateDict weights, CancellationToken cancellation)
    {
        CompiledNetwork compiled = network.Compile(weights, HarFiles.Window);
        float[] input = data.Test.Sample(0).ToArray(), output = new float[HarDataset.Activities.Count];
        var samples = new Samples(MostSamples);
        long begin = Stopwatch.GetTimestamp();
        // The first half warms up: the runtime compiles what runs often once more.
        for (double passed = 0; passed < 2 * MeasuredSeconds; passed = Stopwatch.GetElapsedTime(begin).TotalSeconds)
        {
            long start = Stopwatch.GetTimestamp();
            compiled.Run(input, output, settings.Threads, cancellation);
            if (passed > MeasuredSeconds)
                samples.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return samples.Count > 0 ? 1e3 * samples.P25 : 0;
    }
}
