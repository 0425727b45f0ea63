using GroupConv.Networks.Files;
using GroupConv.Networks.Training;
using GroupConv.Threading;
using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>
/// A network with parameters that are trained: forward, keeping what backward needs, and backward by the chain rule (Rumelhart, Hinton
/// and Williams, 1986). It is planned for a largest batch; a warm run allocates nothing. The bits of all results depend on parameters,
/// input and batch alone, not on threads. One caller at a time.
/// </summary>
/// <example><code>
/// var training = new TrainingNetwork(network, StateDict.Random(network), [64, 9, 128]);
/// Optimizer optimizer = new AdamOptions().Create(training);
/// ReadOnlySpan&lt;float&gt; logits = training.Forward(samples, batch: 64);
/// double loss = SoftmaxCrossEntropy.Loss(logits, labels, gradient);
/// training.Backward(gradient);
/// optimizer.Step(learningRate: 1e-3);
/// </code></example>
public sealed unsafe class TrainingNetwork
{
    private readonly TrainingGraph _graph;
    private readonly TrainingMemory _memory;
    private readonly TrainingOptions _options;
    private readonly Dictionary<int, TrainingPlan> _plans = [];
    private readonly float[] _output, _inputGradient, _statisticsBefore;
    private TrainingPlan? _lastForward;

    /// <summary>Makes a network ready to be trained.</summary>
    /// <param name="network">One input, one output.</param>
    /// <param name="weights">What its parameters begin with; copied.</param>
    /// <param name="input">The shape of the input with the largest batch that there will be.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">
    /// The network has several inputs or outputs, or a weight is missing or has the wrong shape, or a layer cannot take what it gets; the
    /// message names it.
    /// </exception>
    /// <exception cref="NotSupportedException">A layer has no backward, or a tensor is too large; the message names it.</exception>
    /// <exception cref="OverflowException">A size does not fit.</exception>
    public TrainingNetwork(Network network, StateDict weights, TensorShape input, TrainingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(input);
        if (network.Inputs.Count != 1 || network.Outputs.Count != 1)
            throw new ArgumentException($"a network in training has one input and one output, but {VisibleText.Of(network.Name)} has {network.Inputs.Count} and {network.Outputs.Count}", nameof(network));
        if (input.Rank == 0 || input[0] == 0)
            throw new ArgumentException($"the input must have a batch of at least 1, but is {input}", nameof(input));
        _options = options ?? TrainingOptions.Default;
        _options.Validate();
        Network = network;
        Input = input;
        NetworkShapes shapes = network.Shapes(input);
        Output = shapes[network.Outputs[0].Value];
        _graph = new TrainingGraph(network, shapes, _options.InputGradient);
        _memory = new TrainingMemory(_graph, new ParameterSet(network, weights));
        _plans.Add(input[0], PlanOf(input[0]));
        _output = new float[Output.Elements];
        _inputGradient = new float[_options.InputGradient ? input.Elements : 0];
        _statisticsBefore = new float[ParameterSet.Statistics.Length];
    }

    /// <summary>What is trained.</summary>
    public Network Network { get; }

    /// <summary>The input's shape with the largest batch.</summary>
    public TensorShape Input { get; }

    /// <summary>The output's shape with the largest batch.</summary>
    public TensorShape Output { get; }

    /// <summary>All tensors that are trained.</summary>
    public IReadOnlyList<TrainingParameter> Parameters => _memory.Parameters.Trained;

    /// <summary>Bytes of activations and their gradients.</summary>
    public long ActivationBytes => _memory.Bytes;

    /// <summary>
    /// Forward runs so far. What <see cref="Dropout"/> drops depends on it, so whoever goes on with a training that was saved sets it.
    /// </summary>
    public long Runs
    {
        get => _memory.Runs.Count;
        set => _memory.Runs.Count = value;
    }

    /// <summary>The gradient of the input, flat, as of the last backward run; empty unless the options ask for it.</summary>
    public ReadOnlySpan<float> InputGradient =>
        _options.InputGradient && _lastForward is { } plan ? _inputGradient.AsSpan(0, (int)plan.InputElements) : [];

    internal ParameterSet ParameterSet => _memory.Parameters;

    /// <summary>Called before every step of a run: the moments at which tests cancel it.</summary>
    internal Action? BeforeStep { get; set; }

    /// <summary>Runs the network as it is in training: batch norms by the statistics of the batch, which the running ones follow.</summary>
    /// <param name="input">[batch, ...], flat; copied.</param>
    /// <param name="batch">At most that of <see cref="Input"/>.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor. It does not change the result.</param>
    /// <param name="cancellationToken">Looked at many times within the run. If it is canceled, the network is as before the run.</param>
    /// <returns>The output, flat; valid until the next run.</returns>
    /// <exception cref="ArgumentException">The input's length does not fit, or the batch is too large.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the run was over.</exception>
    public ReadOnlySpan<float> Forward(ReadOnlySpan<float> input, int batch, int maxThreads = 0, CancellationToken cancellationToken = default)
    {
        Require.NotNegative(maxThreads);
        if (batch < 1 || batch > Input[0])
            throw new ArgumentOutOfRangeException(nameof(batch), batch, $"the batch must be from 1 to {Input[0]}");
        if (!_plans.TryGetValue(batch, out TrainingPlan? plan))
            _plans.Add(batch, plan = PlanOf(batch));
        if (input.Length != plan.InputElements)
            throw new ArgumentException($"input must have shape {Input.With(0, batch)} = {plan.InputElements} elements, but has {input.Length}", nameof(input));
        input.CopyTo(_memory.At(_graph.Input.Data, plan.InputElements));
        ParameterSet.Statistics.Memory.CopyTo(_statisticsBefore);
        _memory.Runs.Count++;
        try
        {
            plan.Forward(_memory.Buffers, WorkerTeam.Clamp(maxThreads), BeforeStep, cancellationToken);
        }
        catch
        {
            UndoForward();
            throw;
        }

        _lastForward = plan;
        Span<float> output = _output.AsSpan(0, (int)plan.OutputElements);
        _memory.At(_graph.Output.Data, plan.OutputElements).CopyTo(output);
        GC.KeepAlive(_memory);
        return output;
    }

    /// <summary>Computes the gradients of all parameters, those of the last forward run.</summary>
    /// <param name="outputGradient">The loss's derivative by the output, flat.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor. It does not change the result.</param>
    /// <param name="cancellationToken">
    /// Looked at many times within the run. If it is canceled, parameters, running statistics and <see cref="Runs"/> are as before the last
    /// forward run, so that the batch can be run again, and gradients are not defined.
    /// </param>
    /// <exception cref="InvalidOperationException">There was no forward run, or it was undone by a canceled run.</exception>
    /// <exception cref="ArgumentException">The gradient has not the output's length.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the run was over.</exception>
    public void Backward(ReadOnlySpan<float> outputGradient, int maxThreads = 0, CancellationToken cancellationToken = default)
    {
        Require.NotNegative(maxThreads);
        TrainingPlan plan = _lastForward ?? throw new InvalidOperationException("there is nothing to go back through: run forward first");
        if (outputGradient.Length != plan.OutputElements)
            throw new ArgumentException($"the gradient must have the output's {plan.OutputElements} elements, but has {outputGradient.Length}", nameof(outputGradient));
        outputGradient.CopyTo(_memory.At(_graph.Output.Gradient, plan.OutputElements));
        try
        {
            plan.Backward(_memory.Buffers, WorkerTeam.Clamp(maxThreads), BeforeStep, cancellationToken);
        }
        catch
        {
            UndoForward();
            throw;
        }

        if (_options.InputGradient)
            _memory.At(_graph.Input.Gradient, plan.InputElements).CopyTo(_inputGradient);
        GC.KeepAlive(_memory);
    }

    /// <summary>A copy of parameters and running statistics, for inference or a file.</summary>
    /// <returns>All that <see cref="Network.Parameters"/> names.</returns>
    public StateDict State() => _memory.Parameters.Copy();

    /// <summary>Takes other values for parameters and running statistics. A backward run then needs another forward run before it.</summary>
    /// <param name="weights">All that <see cref="Network.Parameters"/> names; copied.</param>
    /// <exception cref="ArgumentException">One is missing or has the wrong shape; the message names it, and nothing is changed.</exception>
    public void Load(StateDict weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Put(_memory.Parameters.Taken(weights));
    }

    /// <summary>Loads what <see cref="ParameterSet.Taken"/> gave, which cannot fail.</summary>
    internal void Put(StateDict taken)
    {
        _memory.Parameters.Put(taken);
        _lastForward = null;
    }

    /// <summary>Makes running statistics and the number of runs what they were before the last forward run.</summary>
    internal void UndoForward()
    {
        _statisticsBefore.CopyTo(ParameterSet.Statistics.Memory);
        _memory.Runs.Count--;
        _lastForward = null;
    }

    /// <summary>The network in words.</summary>
    /// <returns>Its name and parameters, the shapes of input and output, and the runs so far.</returns>
    public override string ToString() => InvariantText.Of($"{Network}, {Input} -> {Output}, {Runs} forward runs");

    private TrainingPlan PlanOf(int batch)
    {
        NetworkShapes shapes = Network.Shapes(Input.With(0, batch));
        return new TrainingPlan(_graph, _memory, shapes, _options)
        {
            InputElements = Input.With(0, batch).Elements,
            OutputElements = shapes[Network.Outputs[0].Value].Elements,
        };
    }
}
