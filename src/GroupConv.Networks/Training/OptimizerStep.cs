using System.Runtime.Intrinsics;
using GroupConv.Networks.Steps;
using GroupConv.Threading;

namespace GroupConv.Networks.Training;

/// <summary>
/// A step of an optimizer, element by element, eight at a time on every processor. All buffers are whole cache lines of the parameters'
/// order, so that there is no tail; what lies between parameters is 0 and stays so.
/// </summary>
internal abstract unsafe class OptimizerStep : ParallelJob
{
    private float* _values, _gradients, _first, _second;
    private long _length;

    /// <summary>Takes the numbers of a step.</summary>
    /// <param name="rate">The learning rate.</param>
    /// <param name="number">Of the step, from 1.</param>
    public abstract void Begin(double rate, long number);

    public void Run(float* values, float* gradients, float* first, float* second, long length, int maxThreads)
    {
        _values = values;
        _gradients = gradients;
        _first = first;
        _second = second;
        _length = length;
        WorkerTeam.Shared.Run(this, ParallelStep.TasksOf(length, ParallelStep.ElementsPerTask), maxThreads);
    }

    protected sealed override void Execute(long task, int slot)
    {
        long end = Math.Min(_length, (task + 1) * ParallelStep.ElementsPerTask);
        for (long i = task * ParallelStep.ElementsPerTask; i < end; i += Vector256<float>.Count)
            Change(_values + i, Vector256.Load(_gradients + i), _first + i, _second + i);
    }

    /// <param name="values">Eight parameters.</param>
    /// <param name="gradient">Their gradients.</param>
    /// <param name="first">The same place in the first buffer, if there is one.</param>
    /// <param name="second">And in the second.</param>
    protected abstract void Change(float* values, Vector256<float> gradient, float* first, float* second);
}

/// <inheritdoc cref="SgdOptions"/>
internal sealed unsafe class SgdStep(SgdOptions options) : OptimizerStep
{
    private Vector256<float> _rate, _momentum, _decay;
    private bool _isFirst;

    public override void Begin(double rate, long number)
    {
        _rate = Vector256.Create((float)-rate);
        _momentum = Vector256.Create((float)options.Momentum);
        _decay = Vector256.Create((float)options.WeightDecay);
        _isFirst = number == 1;
    }

    protected override void Change(float* values, Vector256<float> gradient, float* first, float* second)
    {
        Vector256<float> w = Vector256.Load(values);
        Vector256<float> direction = Vector256.FusedMultiplyAdd(w, _decay, gradient);
        if (options.Momentum > 0)
        {
            Vector256<float> kept = _isFirst ? direction : Vector256.FusedMultiplyAdd(Vector256.Load(first), _momentum, direction);
            kept.Store(first);
            direction = options.Nesterov ? Vector256.FusedMultiplyAdd(kept, _momentum, direction) : kept;
        }

        Vector256.FusedMultiplyAdd(direction, _rate, w).Store(values);
    }
}

/// <inheritdoc cref="AdamOptions"/>
internal sealed unsafe class AdamStep(AdamOptions options) : OptimizerStep
{
    private Vector256<float> _beta1, _new1, _beta2, _new2, _rate, _root, _epsilon, _decay, _keep;

    public override void Begin(double rate, long number)
    {
        // The corrections in double, as in PyTorch: in float 1 - 0.999 has few right digits.
        double correction1 = 1 - Math.Pow(options.Beta1, number), correction2 = 1 - Math.Pow(options.Beta2, number);
        _beta1 = Vector256.Create((float)options.Beta1);
        _new1 = Vector256.Create((float)(1 - options.Beta1));
        _beta2 = Vector256.Create((float)options.Beta2);
        _new2 = Vector256.Create((float)(1 - options.Beta2));
        _rate = Vector256.Create((float)(-rate / correction1));
        _root = Vector256.Create((float)(1 / Math.Sqrt(correction2)));
        _epsilon = Vector256.Create((float)options.Epsilon);
        _decay = Vector256.Create((float)(options.DecoupledDecay ? 0 : options.WeightDecay));
        _keep = Vector256.Create((float)(options.DecoupledDecay ? 1 - rate * options.WeightDecay : 1));
    }

    protected override void Change(float* values, Vector256<float> gradient, float* first, float* second)
    {
        Vector256<float> w = Vector256.Load(values) * _keep;
        Vector256<float> g = Vector256.FusedMultiplyAdd(w, _decay, gradient);
        Vector256<float> mean = Vector256.FusedMultiplyAdd(g, _new1, Vector256.Load(first) * _beta1);
        Vector256<float> square = Vector256.FusedMultiplyAdd(g * g, _new2, Vector256.Load(second) * _beta2);
        mean.Store(first);
        square.Store(second);
        Vector256<float> divisor = Vector256.FusedMultiplyAdd(Vector256.Sqrt(square), _root, _epsilon);
        Vector256.FusedMultiplyAdd(mean / divisor, _rate, w).Store(values);
    }
}
