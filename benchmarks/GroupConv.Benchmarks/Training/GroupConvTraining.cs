using GroupConv.Benchmarks.Peers;
using GroupConv.Benchmarks.Peers.Timing;
using GroupConv.Networks;

namespace GroupConv.Benchmarks.Training;

/// <summary>A step of training by us.</summary>
internal sealed class GroupConvTraining : InProcessLayer
{
    private const double LearningRate = 1e-3;
    private readonly TrainingTask _task;
    private readonly TrainingNetwork _network;
    private readonly Optimizer _optimizer;
    private readonly float[] _input, _gradient;
    private readonly int[] _labels;

    public GroupConvTraining(TrainingTask task)
    {
        _task = task;
        Network network = task.Network();
        _network = new TrainingNetwork(network, StateDict.Random(network), task.InputShape);
        _optimizer = new AdamOptions().Create(_network);
        _input = task.Input();
        _labels = task.Labels();
        _gradient = new float[_network.Output.Elements];
    }

    public override string Variant => "training";

    /// <summary>The weights as they are now.</summary>
    public StateDict State() => _network.State();

    /// <summary>Makes a step.</summary>
    /// <returns>The loss before it.</returns>
    public double Step()
    {
        double loss = SoftmaxCrossEntropy.Loss(_network.Forward(_input, _task.Batch, _task.Threads), _labels, _gradient);
        _network.Backward(_gradient, _task.Threads);
        _optimizer.Step(LearningRate, _task.Threads);
        return loss;
    }

    public override void CopyOutput(Span<float> output) => _gradient.CopyTo(output);

    public override void Dispose()
    {
    }

    protected override void Run() => _ = Step();

    public void WarmUp() => CompilationWarmUp.Run(this);
}
