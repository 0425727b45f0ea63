using GroupConv.Networks.Training;
using GroupConv.Threading;
using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>
/// Changes a network's parameters by their gradients. <see cref="OptimizerOptions.Create"/> makes one. A step allocates nothing, and its
/// bits do not depend on the threads.
/// </summary>
public sealed unsafe class Optimizer
{
    private readonly ParameterSet _parameters;
    private readonly OptimizerStep _step;
    private readonly PinnedFloats[] _buffers;

    internal Optimizer(OptimizerOptions options, ParameterSet parameters)
    {
        Options = options;
        _parameters = parameters;
        _step = options.NewStep();
        _buffers = [.. options.Buffers.Select(_ => new PinnedFloats(parameters.Values.Length))];
    }

    /// <summary>Which optimizer it is.</summary>
    public OptimizerOptions Options { get; }

    /// <summary>Steps so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Changes all parameters once.</summary>
    /// <param name="learningRate">How far to go.</param>
    /// <param name="maxThreads">The most threads to use, 0 for one a processor. It does not change the result.</param>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate is negative or not finite.</exception>
    public void Step(double learningRate, int maxThreads = 0)
    {
        Require.NotNegative(maxThreads);
        Require.FiniteNotNegative(learningRate);
        Steps++;
        _step.Begin(learningRate, Steps);
        _step.Run(
            _parameters.Values.Pointer, _parameters.Gradients.Pointer,
            _buffers.Length > 0 ? _buffers[0].Pointer : null, _buffers.Length > 1 ? _buffers[1].Pointer : null,
            _parameters.Values.Length, WorkerTeam.Clamp(maxThreads));
        GC.KeepAlive(_parameters);
        GC.KeepAlive(_buffers);
    }

    /// <summary>Adds what the method keeps to the tensors of a file, under the names of the parameters: <c>exp_avg.fc.weight</c>.</summary>
    /// <param name="tensors">Receives copies.</param>
    public void Save(StateDict tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        foreach ((string name, TrainingParameter parameter, Memory<float> values) in Parts())
            tensors.Add(name, parameter.Shape, values.ToArray());
    }

    /// <summary>Goes on from what was saved.</summary>
    /// <param name="tensors">With what <see cref="Save"/> added.</param>
    /// <param name="steps">How many steps were made.</param>
    /// <exception cref="ArgumentException">A tensor is missing or has the wrong shape; the message names it, and nothing is changed.</exception>
    public void Load(StateDict tensors, long steps)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        Require.NotNegative(steps);
        Put(Taken(tensors), steps);
    }

    /// <summary>Takes copies of what the method keeps out of the tensors of a file; the optimizer stays as it is.</summary>
    /// <exception cref="ArgumentException">A tensor is missing or has the wrong shape; the message names it.</exception>
    internal StateDict Taken(StateDict tensors)
    {
        var taken = new StateDict();
        foreach ((string name, TrainingParameter parameter, _) in Parts())
            taken.Add(name, parameter.Shape, tensors.Get(name, parameter.Shape).Values.ToArray());
        return taken;
    }

    /// <summary>Goes on from what <see cref="Taken"/> gave, which cannot fail.</summary>
    internal void Put(StateDict taken, long steps)
    {
        foreach ((string name, _, Memory<float> values) in Parts())
            taken[name].Values.CopyTo(values);
        Steps = steps;
    }

    /// <summary>The optimizer in words.</summary>
    /// <returns>Its options, and how many steps it did.</returns>
    public override string ToString() => InvariantText.Of($"{Options}, {Steps} steps");

    private IEnumerable<(string Name, TrainingParameter Parameter, Memory<float> Values)> Parts()
    {
        for (int i = 0; i < _buffers.Length; i++)
        {
            foreach (TrainingParameter parameter in _parameters.Trained)
                yield return ($"{Options.Buffers[i]}.{parameter.Name}", parameter, _parameters.PartOf(_buffers[i], parameter));
        }
    }
}
