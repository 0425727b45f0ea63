using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
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
    private int _running;

    /// <summary>A training that has not begun.</summary>
    /// <param name="network">One input of the samples' shape, one output [N, classes] of logits.</param>
    /// <param name="train">Samples to learn from.</param>
    /// <param name="test">Samples to evaluate with after each epoch; null for none.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">Network, samples and options do not fit each other, or a sample has a value that is not finite.</exception>
    /// <exception cref="NotSupportedException">A layer has no backward; the message names it.</exception>
    public Trainer(Network network, LabeledSamples train, LabeledSamples? test, TrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (train.Count == 0)
            throw new ArgumentException("there must be samples to learn from", nameof(train));
        train.ThrowIfNotFinite(nameof(train));
        test?.ThrowIfNotFinite(nameof(test));
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
    /// <param name="cancellationToken">
    /// Looked at many times within a batch and within the evaluation. A batch that is not finished then is undone; the training is saved
    /// where it is, and can go on with the same bits.
    /// </param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <exception cref="NotFiniteNumberException">
    /// A loss or a gradient is NaN or infinite, which is seen before the optimizer's step, or a parameter or running statistic is at the end of an
    /// epoch; the message says where. The last checkpoint stays as it is.
    /// </exception>
    /// <exception cref="IOException">The checkpoint cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The training runs already: on another thread, or it calls this from its progress.</exception>
    public void Run(Action<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _running, 1) != 0)
            throw new InvalidOperationException("the training runs already");
        try
        {
            while (!IsFinished)
            {
                RunEpoch(progress, cancellationToken);
                if (_options.Checkpoint is { } path)
                    Save(path);
                progress?.Invoke(new TrainingProgress(History.Count, Batches, Batches, History[^1].TrainLoss, History[^1]));
            }
        }
        finally
        {
            _running = 0;
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

        EpochState state = checkpoint.State.Copy();
        if (state.Batch > Batches)
            throw new ArgumentException($"the checkpoint is of another training: it is at batch {state.Batch} of {Batches}", nameof(checkpoint));
        // All is there in the right shapes before anything is changed.
        StateDict buffers = _optimizer.Taken(checkpoint.Tensors), weights = Training.ParameterSet.Taken(checkpoint.Tensors);
        _optimizer.Put(buffers, state.Steps);
        Training.Put(weights);
        Training.Runs = state.Runs;
        _state = state;
    }

    /// <summary>Called when the batches of an epoch are done: a moment at which tests cancel.</summary>
    internal Action? BeforeEvaluation { get; set; }

    /// <summary>The training in words.</summary>
    /// <returns>The network, and how far the training is.</returns>
    public override string ToString() => InvariantText.Of($"{Training}, epoch {History.Count} of {_options.Epochs}");

    private int Batches => (int)(((long)_train.Count + _options.BatchSize - 1) / _options.BatchSize);

    private void RunEpoch(Action<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        int epoch = History.Count;
        new NamedRandom(string.Create(CultureInfo.InvariantCulture, $"epoch {epoch}"), _options.Seed).Shuffle(_order);
        Evaluation? test = null;
        try
        {
            while (_state.Batch < Batches)
            {
                cancellationToken.ThrowIfCancellationRequested();
                long start = Stopwatch.GetTimestamp();
                int done = RunBatch(RateOf(epoch, _state.Batch), cancellationToken);
                _state.Seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
                if (_state.Batch < Batches)
                    progress?.Invoke(new TrainingProgress(epoch + 1, _state.Batch, Batches, _state.Loss / done, null));
            }

            if ((NotFiniteOf(Training.ParameterSet.Values) ?? NotFiniteOf(Training.ParameterSet.Statistics)) is { } weight)
                throw NotFinite("a weight or a running statistic", weight);
            BeforeEvaluation?.Invoke();
            if (_test is not null)
                test = Evaluation.Of(Training.Network, Training.State(), _test, _options.MaxThreads, cancellationToken);
        }
        catch (OperationCanceledException) when (_options.Checkpoint is not null)
        {
            Save(_options.Checkpoint);
            throw;
        }

        if (test is { } evaluation && !double.IsFinite(evaluation.Loss))
            throw NotFinite("the loss of the test samples", evaluation.Loss);
        _state.Finish(new EpochResult(
            epoch + 1, _state.Loss / _train.Count, (double)_state.Correct / _train.Count, test?.Loss ?? double.NaN, test?.Confusion.Accuracy ?? double.NaN,
            RateOf(epoch, Batches - 1), _state.Seconds));
    }

    private double RateOf(int epoch, int batch) => _options.LearningRate.At(epoch + (double)batch / Batches);

    /// <summary>Runs the next batch; what it changes, it changes at its end.</summary>
    /// <returns>Samples of the epoch so far.</returns>
    private int RunBatch(double rate, CancellationToken cancellationToken)
    {
        int first = _state.Batch * _options.BatchSize, batch = Math.Min(_options.BatchSize, _train.Count - first);
        Span<float> values = _values.AsSpan(0, batch * (int)_train.Shape.Elements), gradient = _gradient.AsSpan(0, batch * _train.Classes);
        Span<int> labels = _labels.AsSpan(0, batch);
        _train.CopyTo(_order.AsSpan(first, batch), values, labels);
        ReadOnlySpan<float> logits = Training.Forward(values, batch, _options.MaxThreads, cancellationToken);
        double loss = SoftmaxCrossEntropy.Losses(logits, labels, gradient, _options.LabelSmoothing).Loss; // as the test's, not smoothed
        int correct = SoftmaxCrossEntropy.CorrectOf(logits, labels);
        if (!double.IsFinite(loss))
        {
            Training.UndoForward();
            throw NotFinite("the loss", loss);
        }

        Training.Backward(gradient, _options.MaxThreads, cancellationToken);
        if (NotFiniteOf(Training.ParameterSet.Gradients) is { } slope)
        {
            Training.UndoForward();
            throw NotFinite("a gradient", slope);
        }

        _optimizer.Step(rate, _options.MaxThreads);
        _state.Loss += batch * loss;
        _state.Correct += correct;
        _state.Batch++;
        return first + batch;
    }

    /// <summary>The first number that is NaN or infinite; null if there is none.</summary>
    private static float? NotFiniteOf(PinnedFloats numbers)
    {
        ReadOnlySpan<float> span = numbers.Memory.Span;
        if (span.IsEmpty || TensorPrimitives.IsFiniteAll(span))
            return null;
        int i = 0;
        while (float.IsFinite(span[i]))
            i++;
        return span[i];
    }

    private NotFiniteNumberException NotFinite(string what, double value) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{what} is {value} in epoch {History.Count + 1}, batch {Math.Min(_state.Batch + 1, Batches)} of {Batches}: the learning rate may be too high, or a sample may be wrong"),
        value);
}
