using System.Runtime.Intrinsics;
using GroupConv.Networks.Compilation;
using GroupConv.Networks.Steps;

namespace GroupConv.Networks.Training.Steps;

/// <summary>Backward through a function of each element.</summary>
/// <param name="op">Its derivative.</param>
/// <param name="x">What it was given.</param>
/// <param name="y">What it made of it.</param>
/// <param name="gradient">Of y.</param>
/// <param name="target">Receives the gradient of x.</param>
/// <param name="elements">How many.</param>
internal sealed unsafe class ElementGradientStep<TOp>(TOp op, Place x, Place y, Place gradient, Place target, long elements)
    : ParallelStep(TasksOf(elements, ElementsPerTask))
    where TOp : struct, IGradientOp
{
    private float* _x, _y, _gradient, _target;

    protected override void Bind(float** buffers)
    {
        _x = x.In(buffers);
        _y = y.In(buffers);
        _gradient = gradient.In(buffers);
        _target = target.In(buffers);
    }

    protected override void RunTask(long task, float* scratch)
    {
        long i = task * ElementsPerTask, end = Math.Min(elements, i + ElementsPerTask);
        for (; i + Vector256<float>.Count <= end; i += Vector256<float>.Count)
            op.Of(Vector256.Load(_x + i), Vector256.Load(_y + i), Vector256.Load(_gradient + i)).Store(_target + i);
        for (; i < end; i++)
            _target[i] = op.Of(Vector256.CreateScalar(_x[i]), Vector256.CreateScalar(_y[i]), Vector256.CreateScalar(_gradient[i])).ToScalar();
    }
}
