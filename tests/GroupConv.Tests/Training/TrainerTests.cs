using GroupConv.Networks;
using GroupConv.Tests.Support;

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
        Trainer whole = Finished(options with { Checkpoint = null });
        using var cancellation = new CancellationTokenSource();
        var trainer = new Trainer(Small(), Waves(60, 1), Waves(30, 2), options);
        int done = 0;
        trainer.Invoking(one => one.Run(_ => Cancel(), cancellation.Token)).Should().Throw<OperationCanceledException>();

        var resumed = new Trainer(Small(), Waves(60, 1), Waves(30, 2), options);
        resumed.Load(TrainingCheckpoint.Load(Checkpoint));
        resumed.History.Should().HaveCount(trainer.History.Count);
        resumed.Run();
        ShouldBeTheSame(resumed, whole);

        void Cancel()
        {
            if (++done == batches)
                cancellation.Cancel();
        }
    }

    /// <summary>Before every step of a batch, forward and backward, with a norm and a dropout in it.</summary>
    [Fact]
    public void A_batch_that_is_canceled_changes_nothing()
    {
        float[] input = Waves(16, 5).Values.ToArray(), gradient = [.. Enumerable.Range(0, 48).Select(i => (i % 7 - 3) / 16f)];
        TrainingNetwork expected = Begun();
        expected.Forward(input, 16);
        expected.Backward(gradient);
        int canceled = 0;
        for (int step = 0; ; step++)
        {
            TrainingNetwork network = Begun();
            StateDict before = network.State();
            long runs = network.Runs;
            using var cancellation = new CancellationTokenSource();
            int left = step;
            network.BeforeStep = () =>
            {
                if (left-- == 0)
                    cancellation.Cancel();
            };
            try
            {
                network.Forward(input, 16, 0, cancellation.Token);
                network.Backward(gradient, 0, cancellation.Token);
            }
            catch (OperationCanceledException)
            {
                canceled++;
                ShouldBeTheSame(network.State(), before);
                network.Runs.Should().Be(runs);
                network.Invoking(one => one.Backward(gradient)).Should().Throw<InvalidOperationException>();
                network.Forward(input, 16);
                network.Backward(gradient);
            }

            ShouldBeTheSame(network.State(), expected.State());
            network.Runs.Should().Be(expected.Runs);
            foreach ((TrainingParameter one, TrainingParameter other) in network.Parameters.Zip(expected.Parameters))
                one.Gradient.ToArray().Should().Equal(other.Gradient.ToArray());
            if (left >= 0)
                break;
        }

        canceled.Should().BeGreaterThan(8, "most steps look at the token");

        static TrainingNetwork Begun()
        {
            Network network = Small();
            var training = new TrainingNetwork(network, StateDict.Random(network, 1), [16, 2, 24]);
            training.Forward(Waves(16, 4).Values.Span, 16);
            return training;
        }
    }

    [Theory]
    [InlineData(0)] // before any batch is finished
    [InlineData(40)] // within a batch of the first or second epoch
    [InlineData(101)]
    public void A_training_that_is_canceled_within_a_batch_goes_on_with_the_same_bits(int steps)
    {
        TrainerOptions options = Options() with { Checkpoint = Checkpoint };
        using var cancellation = new CancellationTokenSource();
        var trainer = new Trainer(Small(), Waves(60, 1), Waves(30, 2), options);
        trainer.Training.BeforeStep = () =>
        {
            if (steps-- == 0)
                cancellation.Cancel();
        };
        trainer.Invoking(one => one.Run(null, cancellation.Token)).Should().Throw<OperationCanceledException>();
        ShouldBeTheSame(Resumed(options), Finished(options with { Checkpoint = null }));
    }

    [Fact]
    public void A_training_that_is_canceled_within_an_evaluation_goes_on_with_the_same_bits()
    {
        TrainerOptions options = Options() with { Checkpoint = Checkpoint };
        using var cancellation = new CancellationTokenSource();
        var trainer = new Trainer(Small(), Waves(60, 1), Waves(30, 2), options) { BeforeEvaluation = cancellation.Cancel };
        trainer.Invoking(one => one.Run(null, cancellation.Token)).Should().Throw<OperationCanceledException>();
        trainer.History.Should().BeEmpty();
        TrainingCheckpoint.Load(Checkpoint).Metadata["batch"].Should().Be("4", "all batches are done");
        ShouldBeTheSame(Resumed(options), Finished(options with { Checkpoint = null }));
    }

    [Fact]
    public void A_network_without_running_statistics_trains_with_one_batch_however_large_it_may_be()
    {
        var builder = new NetworkBuilder();
        Network network = builder.Build("linear", builder.Add("fc", new Linear(2, 2), builder.Input()));
        float[] values = [1, 2, 3, 4, 5, 6];
        int[] labels = [0, 1, 0];
        var samples = new LabeledSamples([2], values, labels, 2);
        foreach (int batch in (int[])[3, int.MaxValue - 1, int.MaxValue])
        {
            var trainer = new Trainer(network, samples, null, new TrainerOptions { BatchSize = batch, Epochs = 2 });
            trainer.Run();
            trainer.History.Should().HaveCount(2);
            trainer.History[1].TrainLoss.Should().BePositive().And.NotBe(trainer.History[0].TrainLoss);
        }
    }

    [Fact]
    public void A_training_cannot_be_run_within_itself()
    {
        var trainer = new Trainer(Small(), Waves(60, 1), null, Options() with { Epochs = 2 });
        int refused = 0;
        trainer.Run(_ =>
        {
            trainer.Invoking(one => one.Run()).Should().Throw<InvalidOperationException>();
            refused++;
        });
        refused.Should().BePositive();
        trainer.History.Should().HaveCount(2);
    }

    [Fact]
    public void Loading_a_checkpoint_forgets_the_forward_run_before_it()
    {
        TrainerOptions options = Options() with { Checkpoint = Checkpoint, Epochs = 1 };
        Finished(options);
        var trainer = new Trainer(Small(), Waves(60, 1), Waves(30, 2), options with { Checkpoint = null });
        TrainingNetwork training = trainer.Training;
        training.Forward(new float[training.Input.Elements], training.Input[0]);
        trainer.Load(TrainingCheckpoint.Load(Checkpoint));
        training.Invoking(one => one.Backward(new float[one.Output.Elements])).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void A_checkpoint_that_is_refused_changes_nothing()
    {
        TrainerOptions options = Options() with { Checkpoint = Checkpoint, Epochs = 2 };
        Finished(options);
        StateDict tensors = SafeTensors.Load(Checkpoint);
        IReadOnlyDictionary<string, string> metadata = SafeTensors.LoadMetadata(Checkpoint);
        string damaged = Path.Combine(_folder.FullName, "damaged.safetensors");
        foreach (string name in tensors.Select(tensor => tensor.Name))
        {
            var others = new StateDict();
            foreach (WeightTensor tensor in tensors.Where(tensor => tensor.Name != name))
                others.Add(tensor.Name, tensor.Shape, tensor.Values);
            SafeTensors.Save(damaged, others, metadata);
            var trainer = new Trainer(Small(), Waves(60, 1), Waves(30, 2), options with { Checkpoint = null });
            trainer.Invoking(one => one.Load(TrainingCheckpoint.Load(damaged))).Should().Throw<ArgumentException>().WithMessage($"*'{name}'*");
            trainer.History.Should().BeEmpty();
            trainer.Training.Runs.Should().Be(0);
            trainer.Run();
            Tensors(trainer).Should().BeEquivalentTo(Weights(options with { Checkpoint = null }), same => same.WithStrictOrdering(), name);
        }
    }

    [Fact]
    public void Trainings_that_go_on_from_the_same_checkpoint_do_not_meet()
    {
        TrainerOptions options = Options() with { Checkpoint = Checkpoint };
        using var cancellation = new CancellationTokenSource();
        var trainer = new Trainer(Small(), Waves(60, 1), Waves(30, 2), options);
        trainer.Invoking(one => one.Run(_ => cancellation.Cancel(), cancellation.Token)).Should().Throw<OperationCanceledException>();
        TrainingCheckpoint saved = TrainingCheckpoint.Load(Checkpoint);
        Trainer whole = Finished(options with { Checkpoint = null });
        for (int i = 0; i < 2; i++)
        {
            var resumed = new Trainer(Small(), Waves(60, 1), Waves(30, 2), options);
            resumed.Load(saved);
            resumed.Run();
            ShouldBeTheSame(resumed, whole);
            saved.History.Should().BeEmpty();
        }
    }

    /// <summary>Another process puts another checkpoint there while this one reads: it must be one or the other, never parts of both.</summary>
    [Fact]
    public async Task A_checkpoint_is_read_as_one()
    {
        Finished(Options() with { Checkpoint = Checkpoint, Epochs = 1 });
        Dictionary<string, string> metadata = new(SafeTensors.LoadMetadata(Checkpoint));
        using var isRead = new CancellationTokenSource();
        Task writer = Task.Run(() =>
        {
            for (int i = 0; !isRead.IsCancellationRequested; i++)
            {
                metadata["number"] = $"{i}";
                var tensors = new StateDict();
                tensors.Add("number", [1], new[] { (float)i });
                SafeTensors.Save(Checkpoint, tensors, metadata);
            }
        });
        while (!SafeTensors.LoadMetadata(Checkpoint).ContainsKey("number"))
            await Task.Yield();
        for (int i = 0; i < 300; i++)
        {
            TrainingCheckpoint read = TrainingCheckpoint.Load(Checkpoint);
            $"{read.Tensors["number"].Values.Span[0]}".Should().Be(read.Metadata["number"]);
        }

        await isRead.CancelAsync();
        await writer;
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_the_training_and_leaves_weights_and_checkpoint()
    {
        TrainerOptions options = Options() with { Checkpoint = Checkpoint, Epochs = 5 };
        var trainer = new Trainer(Small(), Waves(60, 1), null, options);
        Memory<float> bias = trainer.Training.Parameters[^1].Values;
        float right = 0;
        trainer.Invoking(one => one.Run(progress =>
        {
            if (progress is { Epoch: 2, Finished: not null })
                (right, bias.Span[0]) = (bias.Span[0], float.NaN);
        })).Should().Throw<NotFiniteNumberException>().WithMessage("the loss is NaN in epoch 3, batch 1 of 4: *");
        TrainingCheckpoint.Load(Checkpoint).History.Should().HaveCount(2);

        // It goes on from where it stood, as if nothing had been.
        bias.Span[0] = right;
        trainer.Run();
        var expected = new Trainer(Small(), Waves(60, 1), null, options with { Checkpoint = null });
        expected.Run();
        ShouldBeTheSame(trainer, expected);
    }

    [Fact]
    public void A_learning_rate_that_is_too_high_stops_the_training_before_the_checkpoint()
    {
        TrainerOptions options = Options() with { Checkpoint = Checkpoint, LearningRate = new ConstantRate(1e38), Optimizer = new SgdOptions() };
        var trainer = new Trainer(Small(), Waves(60, 1), null, options);
        trainer.Invoking(one => one.Run()).Should().Throw<NotFiniteNumberException>().WithMessage("* in epoch 1, batch * of 4: *");
        File.Exists(Checkpoint).Should().BeFalse();
    }

    [Fact]
    public void Samples_and_settings_that_are_not_finite_are_refused()
    {
        LabeledSamples samples = Waves(60, 1), wrong = Waves(60, 1);
        var values = wrong.Values.ToArray();
        values[5 * 48 + 3] = float.PositiveInfinity;
        wrong = new LabeledSamples(wrong.Shape, values, wrong.Labels.ToArray(), 3);
        FluentActions.Invoking(() => new Trainer(Small(), wrong, null, Options())).Should().Throw<ArgumentException>().WithMessage("sample 5 has a value that is not finite*");
        FluentActions.Invoking(() => new Trainer(Small(), samples, wrong, Options())).Should().Throw<ArgumentException>().WithMessage("sample 5 has a value that is not finite*");
        foreach (LearningRate rate in (LearningRate[])[new ConstantRate(double.NaN), new ConstantRate(-1), new CosineDecay(1, 4, double.PositiveInfinity), new StepDecay(1, 0), new StepDecay(1, 2, double.NaN), new WarmUp(new ConstantRate(1), 0)])
        {
            FluentActions.Invoking(() => new Trainer(Small(), samples, null, Options() with { LearningRate = rate })).Should().Throw<ArgumentException>($"{rate}")
                .WithMessage("a learning rate must be finite and not negative*");
        }

        foreach (double momentum in (double[])[double.NaN, -0.1, 1.1])
        {
            FluentActions.Invoking(() => new TrainingNetwork(Small(), StateDict.Random(Small()), [1, 2, 24], new TrainingOptions { BatchNormMomentum = momentum }))
                .Should().Throw<ArgumentOutOfRangeException>();
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
            [("epoch", null), ("epoch", "3"), ("batch", "x"), ("batch", "-1"), ("loss_sum", "one"), ("history", "1 2"), ("steps", "-5"), ("correct", "-1"), ("loss_sum", "NaN"), ("format", "other")])
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

    private static float[][] Weights(TrainerOptions options) => Tensors(Finished(options));

    private static Trainer Finished(TrainerOptions options)
    {
        var trainer = new Trainer(Small(), Waves(60, 1), Waves(30, 2), options);
        trainer.Run();
        return trainer;
    }

    private static Trainer Resumed(TrainerOptions options)
    {
        var trainer = new Trainer(Small(), Waves(60, 1), Waves(30, 2), options);
        trainer.Load(TrainingCheckpoint.Load(options.Checkpoint!));
        trainer.Run();
        return trainer;
    }

    /// <summary>The same weights and the same history, every field but the time.</summary>
    private static void ShouldBeTheSame(Trainer actual, Trainer expected)
    {
        ShouldBeTheSame(actual.Training.State(), expected.Training.State());
        actual.History.Select(epoch => epoch with { Seconds = 0 }).Should().Equal(expected.History.Select(epoch => epoch with { Seconds = 0 }));
        actual.Training.Runs.Should().Be(expected.Training.Runs);
    }

    private static void ShouldBeTheSame(StateDict actual, StateDict expected)
    {
        actual.Count.Should().Be(expected.Count);
        foreach (WeightTensor tensor in expected)
            Bits.ShouldBeTheSame(actual[tensor.Name].Values.Span, tensor.Values.Span, tensor.Name);
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
