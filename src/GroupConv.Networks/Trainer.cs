using System.Diagnostics;
using System.Globalization;
using GroupConv.Networks.Training;
using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>
/// Trains a network to classify: epochs over samples in a new order each, a loss of <see cref="SoftmaxCrossEntropy"/>, an optimizer. The
/// order of epoch e is a shuffle (Durstenfeld, 1964) by a generator that begins with the seed and e alone; so a training that was
/// interrupted and went on ends with the same bits as one that was not, on any number of threads.
/// </summary>
public sealed class Trainer
{
    private readonly LabeledSamples _train;
    private readonly LabeledSamples? _test;
    private readonly TrainerOptions _options;
    private readonly Optimizer _optimizer;
    private readonly int[] _order, _labels;
    private readonly float[] _values, _gradient;
    private EpochState _state = new();

    /// <summary>A training that has not begun.</summary>
    /// <param name="network">One input of the samples' shape, one output [N, classes] of logits.</param>
    /// <param name="train">Samples to learn from.</param>
    /// <param name="test">Samples to evaluate with after each epoch; null for none.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">Network, samples and options do not fit each other.</exception>
    /// <exception cref="NotSupportedException">A layer has no backward; the message names it.</exception>
    public Trainer(Network network, LabeledSamples train, LabeledSamples? test, TrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (train.Count == 0)
            throw new ArgumentException("there must be samples to learn from", nameof(train));
        int batch = Math.Min(options.BatchSize, train.Count);
        Training = new TrainingNetwork(
            network, StateDict.Random(network, options.Seed, options.Initialization), new TensorShape([batch, .. train.Shape]), new TrainingOptions { Seed = options.Seed });
        if (!Training.Output.Equals(new TensorShape(batch, train.Classes)))
            throw new ArgumentException($"the network's output must be [{batch}, {train.Classes}] for {train.Classes} classes, but is {Training.Output}", nameof(network));
        _train = train;
        _test = test;
        _options = options;
        _optimizer = options.Optimizer.Create(Training);
        _order = new int[train.Count];
        _labels = new int[batch];
        _values = new float[batch * train.Shape.Elements];
        _gradient = new float[batch * train.Classes];
    }

    /// <summary>The network with its parameters.</summary>
    public TrainingNetwork Training { get; }

    /// <summary>The epochs that are finished.</summary>
    public IReadOnlyList<EpochResult> History => _state.History.AsReadOnly();

    /// <summary>Whether all epochs are finished.</summary>
    public bool IsFinished => History.Count >= _options.Epochs;

    /// <summary>Trains until all epochs are finished.</summary>
    /// <param name="progress">Told of each batch, on the calling thread; null for nobody.</param>
    /// <param name="cancellationToken">Looked at between batches; the training is then saved where it is, and can go on.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <exception cref="IOException">The checkpoint cannot be written.</exception>
    public void Run(Action<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        while (!IsFinished)
        {
            RunEpoch(progress, cancellationToken);
            if (_options.Checkpoint is { } path)
                Save(path);
            progress?.Invoke(new TrainingProgress(History.Count, Batches, Batches, History[^1].TrainLoss, History[^1]));
        }
    }

    /// <summary>Writes all that a training needs to go on with the same bits; whole or not at all.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Save(string path)
    {
        StateDict tensors = Training.State();
        _optimizer.Save(tensors);
        _options.Standardization?.Save(tensors);
        Dictionary<string, string> metadata = CheckpointText.Identity(_options).ToDictionary(one => one.Key, one => one.Text);
        metadata["format"] = CheckpointText.Format;
        metadata["model"] = Training.Network.Name;
        _state.Steps = _optimizer.Steps;
        _state.Runs = Training.Runs;
        CheckpointText.Write(metadata, _state);
        SafeTensors.Save(path, tensors, metadata);
    }

    /// <summary>Goes on from where a training with the same settings was saved.</summary>
    /// <param name="checkpoint">What was saved.</param>
    /// <exception cref="ArgumentException">It is of another network or of other settings; the message names what differs, and nothing is changed.</exception>
    public void Load(TrainingCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        foreach ((string key, string text) in CheckpointText.Identity(_options).Append(("model", Training.Network.Name)))
        {
            string saved = checkpoint.Metadata.GetValueOrDefault(key, CheckpointText.WhereMissing(key));
            if (saved != text)
                throw new ArgumentException($"the checkpoint is of another training: {key} is {saved} there, but {text} here", nameof(checkpoint));
        }

        if (checkpoint.State.Batch >= Batches)
            throw new ArgumentException($"the checkpoint is of another training: it is at batch {checkpoint.State.Batch} of {Batches}", nameof(checkpoint));
        _optimizer.Load(checkpoint.Tensors, checkpoint.State.Steps);
        Training.Load(checkpoint.Tensors);
        Training.Runs = checkpoint.State.Runs;
        _state = checkpoint.State;
    }

    /// <summary>The training in words.</summary>
    /// <returns>The network, and how far the training is.</returns>
    public override string ToString() => InvariantText.Of($"{Training}, epoch {History.Count} of {_options.Epochs}");

    private int Batches => (_train.Count + _options.BatchSize - 1) / _options.BatchSize;

    private void RunEpoch(Action<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        int epoch = History.Count;
        new NamedRandom(string.Create(CultureInfo.InvariantCulture, $"epoch {epoch}"), _options.Seed).Shuffle(_order);
        double rate = 0;
        while (_state.Batch < Batches)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                if (_options.Checkpoint is { } path)
                    Save(path);
                throw new OperationCanceledException(cancellationToken);
            }

            long start = Stopwatch.GetTimestamp();
            rate = _options.LearningRate.At(epoch + (double)_state.Batch / Batches);
            int done = RunBatch(rate);
            _state.Batch++;
            _state.Seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (_state.Batch < Batches)
                progress?.Invoke(new TrainingProgress(epoch + 1, _state.Batch, Batches, _state.Loss / done, null));
        }

        Evaluation? test = _test is null ? null : Evaluation.Of(Training.Network, Training.State(), _test, _options.MaxThreads, CancellationToken.None);
        _state.Finish(new EpochResult(
            epoch + 1, _state.Loss / _train.Count, (double)_state.Correct / _train.Count, test?.Loss ?? double.NaN, test?.Confusion.Accuracy ?? double.NaN,
            rate, _state.Seconds));
    }

    /// <returns>Samples of the epoch so far.</returns>
    private int RunBatch(double rate)
    {
        int first = _state.Batch * _options.BatchSize, batch = Math.Min(_options.BatchSize, _train.Count - first);
        Span<float> values = _values.AsSpan(0, batch * (int)_train.Shape.Elements), gradient = _gradient.AsSpan(0, batch * _train.Classes);
        Span<int> labels = _labels.AsSpan(0, batch);
        _train.CopyTo(_order.AsSpan(first, batch), values, labels);
        ReadOnlySpan<float> logits = Training.Forward(values, batch, _options.MaxThreads);
        _state.Loss += batch * SoftmaxCrossEntropy.Losses(logits, labels, gradient, _options.LabelSmoothing).Loss; // as the test's, not smoothed
        _state.Correct += SoftmaxCrossEntropy.CorrectOf(logits, labels);
        Training.Backward(gradient, _options.MaxThreads);
        _optimizer.Step(rate, _options.MaxThreads);
        return first + batch;
    }
}
