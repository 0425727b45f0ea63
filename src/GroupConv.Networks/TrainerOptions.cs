using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>How a <see cref="Trainer"/> trains.</summary>
public sealed record TrainerOptions
{
    /// <summary>How often all samples are gone through.</summary>
    public int Epochs { get; init; } = 15;

    /// <summary>Samples of a step; the last of an epoch has those that are left.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Which optimizer.</summary>
    public OptimizerOptions Optimizer { get; init; } = new AdamOptions();

    /// <summary>The learning rate over time; it is looked up before each step.</summary>
    public LearningRate LearningRate { get; init; } = new ConstantRate(1e-3);

    /// <summary>The part of a label that is spread over all classes, as by <see cref="SoftmaxCrossEntropy.Loss"/>; results tell the loss without.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>What convolutions begin with.</summary>
    public Initialization Initialization { get; init; } = Initialization.KaimingUniform;

    /// <summary>Decides the initial weights, the order of the samples in each epoch, and what is dropped.</summary>
    public int Seed { get; init; }

    /// <summary>The most threads to use, 0 for one a processor. It does not change the result.</summary>
    public int MaxThreads { get; init; }

    /// <summary>The file that is written after each epoch, and where a training that is canceled goes on from; null for none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>What the samples were standardized by, to be kept with the weights; null for nothing.</summary>
    public Standardization? Standardization { get; init; }

    /// <summary>What else is to be kept with the weights, as strings: the sizes of the network, for instance.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init => field = ValueMap<string>.Of(value, nameof(Notes)); } = ValueMap<string>.Empty;

    /// <summary>The options in words.</summary>
    /// <returns>What decides the training.</returns>
    public override string ToString() => InvariantText.Of(
        $"{Epochs} epochs of batches of {BatchSize}, {Optimizer}, learning rate {LearningRate}, label smoothing {LabelSmoothing}, {Initialization}, seed {Seed}");

    internal void Validate()
    {
        Require.Positive(Epochs);
        Require.Positive(BatchSize);
        Require.NotNegative(MaxThreads);
        SoftmaxCrossEntropy.ThrowIfNotSmoothing(LabelSmoothing, nameof(LabelSmoothing));
        ArgumentNullException.ThrowIfNull(Optimizer);
        ArgumentNullException.ThrowIfNull(LearningRate);
        foreach (int epoch in (ReadOnlySpan<int>)[0, Epochs])
        {
            double rate = LearningRate.At(epoch);
            if (!(rate >= 0 && float.IsFinite((float)rate)))
                throw new ArgumentException(FormattableString.Invariant($"a learning rate must be finite and not negative, but {LearningRate} is {rate} at epoch {epoch}"));
        }
    }
}
