using GroupConv.Networks;

namespace GroupConv.Tests.Training;

/// <summary>Whole trainings of a small network on a problem that can be learned.</summary>
public sealed class TrainerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("groupconv-trainer-");

    private string Checkpoint => Path.Combine(_folder.FullName, "checkpoint.safetensors");

    [Fact]
    public void A_separable_problem_is_learned()
    {
        var trainer = new Trainer(Small(), Waves(60, 1), Waves(30, 2), Options() with { Epochs = 25, LearningRate = new CosineDecay(0.05, 25) });
        trainer.Run();
        trainer.History.Should().HaveCount(25);
        trainer.History[^1].TrainLoss.Should().BeLessThan(trainer.History[0].TrainLoss / 2);
        trainer.History[^1].TestAccuracy.Should().BeGreaterThan(0.95);
        Evaluation evaluation = Evaluation.Of(Small(), trainer.Training.State(), Waves(30, 2));
        evaluation.Confusion.Accuracy.Should().Be(trainer.History[^1].TestAccuracy);
    }

    [Fact]
    public void Threads_change_no_bit()
    {
        float[][] expected = Weights(Options() with { MaxThreads = 1 });
        Weights(Options() with { MaxThreads = 2 }).Should().BeEquivalentTo(expected, options => options.WithStrictOrdering());
        Weights(Options() with { Seed = 8 }).Should().NotBeEquivalentTo(expected, options => options.WithStrictOrdering());
    }

    [Theory]
    [InlineData(1)] // at the first batch's end
    [InlineData(7)] // within the second epoch
    [InlineData(10)] // between epochs
    public void A_training_that_was_canceled_goes_on_with_the_same_bits(int batches)
    {
        TrainerOptions options = Options() with { Checkpoint = Checkpoint, Optimizer = new SgdOptions { Momentum = 0.9 } };
        float[][] expected = Weights(options with { Checkpoint = null });
        using var cancellation = new CancellationTokenSource();
        var trainer = new Trainer(Small(), Waves(60, 1), Waves(30, 2), options);
        int done = 0;
        trainer.Invoking(one => one.Run(_ => Cancel(), cancellation.Token)).Should().Throw<OperationCanceledException>();

        var resumed = new Trainer(Small(), Waves(60, 1), Waves(30, 2), options);
        resumed.Load(TrainingCheckpoint.Load(Checkpoint));
        resumed.History.Should().HaveCount(trainer.History.Count);
        resumed.Run();
        Tensors(resumed).Should().BeEquivalentTo(expected, same => same.WithStrictOrdering());
        resumed.History.Should().HaveCount(4);

        void Cancel()
        {
            if (++done == batches)
                cancellation.Cancel();
        }
    }

    [Fact]
    public void History_reads_back_to_the_same_bits()
    {
        var trainer = new Trainer(Small(), Waves(60, 1), test: null, Options() with { Checkpoint = Checkpoint, Epochs = 2 });
        trainer.Run();
        TrainingCheckpoint.Load(Checkpoint).History.Should().Equal(trainer.History);
        trainer.History[0].TestLoss.Should().Be(double.NaN);
    }

    [Fact]
    public void A_checkpoint_of_another_training_is_refused()
    {
        TrainerOptions options = Options() with { Checkpoint = Checkpoint, Epochs = 1, Notes = new Dictionary<string, string> { ["groups"] = "2" } };
        new Trainer(Small(), Waves(60, 1), null, options).Run();
        TrainingCheckpoint saved = TrainingCheckpoint.Load(Checkpoint);
        foreach ((TrainerOptions other, string what) in ((TrainerOptions, string)[])
            [(options with { Seed = 9 }, "seed is 3 there, but 9 here"), (options with { BatchSize = 5 }, "batch_size is 16 there*"), (options with { Optimizer = new SgdOptions() }, "optimizer is AdamOptions*"),
            (options with { Notes = new Dictionary<string, string> { ["groups"] = "4" } }, "groups is 2 there, but 4 here"), (options with { LearningRate = new ConstantRate(1) }, "learning_rate is*"), (options with { LabelSmoothing = 0.1 }, "label_smoothing is 0 there, but 0.1 here")])
        {
            var trainer = new Trainer(Small(), Waves(60, 1), null, other);
            trainer.Invoking(one => one.Load(saved)).Should().Throw<ArgumentException>().WithMessage($"the checkpoint is of another training: {what}*");
        }
    }

    [Fact]
    public void Damaged_checkpoints_are_refused()
    {
        new Trainer(Small(), Waves(60, 1), null, Options() with { Checkpoint = Checkpoint, Epochs = 1 }).Run();
        StateDict tensors = SafeTensors.Load(Checkpoint);
        IReadOnlyDictionary<string, string> metadata = SafeTensors.LoadMetadata(Checkpoint);
        string damaged = Path.Combine(_folder.FullName, "damaged.safetensors");
        foreach ((string key, string? text) in ((string, string?)[])
            [("epoch", null), ("epoch", "3"), ("batch", "x"), ("batch", "-1"), ("loss_sum", "one"), ("history", "1 2"), ("steps", "-5"), ("format", "other")])
        {
            var changed = new Dictionary<string, string>(metadata);
            changed.Remove(key);
            if (text is not null)
                changed[key] = text;
            SafeTensors.Save(damaged, tensors, changed);
            this.Invoking(_ => TrainingCheckpoint.Load(damaged)).Should().Throw<InvalidDataException>($"{key} {text}").WithMessage($"{damaged} is no checkpoint of a training*");
        }
    }

    [Fact]
    public void Samples_and_network_must_fit()
    {
        Action[] wrong =
        [
            () => _ = new Trainer(Small(), Waves(60, 1) is var all ? new LabeledSamples(all.Shape, all.Values.ToArray(), all.Labels.ToArray(), 4) : null!, null, Options()),
            () => _ = new Trainer(Small(), new LabeledSamples([2, 24], [], [], 3), null, Options()),
            () => _ = new Trainer(Small(), Waves(60, 1), null, Options() with { Epochs = 0 }),
            () => _ = new Trainer(Small(), Waves(60, 1), null, Options() with { LabelSmoothing = 1 }),
            () => _ = new LabeledSamples([2, 24], new float[48], [3], 3),
            () => _ = new LabeledSamples([2, 24], new float[47], [0], 3),
        ];
        wrong.Should().AllSatisfy(act => act.Should().Throw<ArgumentException>());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static TrainerOptions Options() =>
        new() { Epochs = 4, BatchSize = 16, Seed = 3, LearningRate = new WarmUp(new CosineDecay(0.02, 4), 0.5) };

    private static float[][] Weights(TrainerOptions options)
    {
        var trainer = new Trainer(Small(), Waves(60, 1), Waves(30, 2), options);
        trainer.Run();
        return Tensors(trainer);
    }

    private static float[][] Tensors(Trainer trainer) => [.. trainer.Training.State().Select(tensor => tensor.Values.ToArray())];

    private static Network Small()
    {
        var builder = new NetworkBuilder();
        NetworkValue x = builder.Add("conv", new Conv1d(new(2, 8, (1, 5)) { Groups = 2, Padding = (0, 2), Bias = false }), builder.Input());
        x = builder.Add("relu", new ReLU(), builder.Add("norm", new BatchNorm2d(8), x));
        x = builder.Add("dropout", new Dropout(0.1f), builder.Add("pool", new AdaptiveAvgPool2d(1), x));
        return builder.Build("small", builder.Add("fc", new Linear(8, 3), builder.Add("flatten", new Flatten(), x)));
    }

    /// <summary>Two signals, whose waves' speed tells the class.</summary>
    private static LabeledSamples Waves(int count, int seed)
    {
        var random = new Random(seed);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 3)];
        float[] values = [.. labels.SelectMany(label => Enumerable.Range(0, 48).Select(i => (float)(Math.Sin((1 + label) * 0.6 * (i % 24)) + 0.2 * random.NextDouble())))];
        return new LabeledSamples([2, 24], values, labels, 3);
    }
}
