using GroupConv.Networks.Compilation;
using GroupConv.Networks.Steps;

namespace GroupConv.Networks.Training.Steps;

/// <summary>Backward through softmax along one axis: y * (g - sum of g y), the sum in the order of the elements.</summary>
/// <param name="outer">Elements of the axes before it.</param>
/// <param name="length">Its length.</param>
/// <param name="inner">Elements of the axes behind it.</param>
/// <param name="output">Where y is.</param>
/// <param name="gradient">Where g is.</param>
/// <param name="target">Receives the gradient of the input.</param>
internal sealed unsafe class SoftmaxGradientStep(long outer, long length, long inner, Place output, Place gradient, Place target)
    : ParallelStep(TasksOf(outer * inner, RowsPerTask(length)))
{
    private float* _output, _gradient, _target;

    protected override void Bind(float** buffers)
    {
        _output = output.In(buffers);
        _gradient = gradient.In(buffers);
        _target = target.In(buffers);
    }

    protected override void RunTask(long task, float* scratch)
    {
        long rows = RowsPerTask(length), end = Math.Min((task + 1) * rows, outer * inner);
        for (long row = task * rows; row < end; row++)
        {
            (long before, long behind) = Math.DivRem(row, inner);
            long start = before * length * inner + behind;
            float sum = 0;
            for (long i = 0; i < length; i++)
                sum = MathF.FusedMultiplyAdd(_gradient[start + i * inner], _output[start + i * inner], sum);
            for (long i = 0; i < length; i++)
                _target[start + i * inner] = _output[start + i * inner] * (_gradient[start + i * inner] - sum);
        }
    }
}
