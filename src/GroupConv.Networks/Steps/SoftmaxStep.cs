using System.Runtime.Intrinsics;
using GroupConv.Networks.Compilation;

namespace GroupConv.Networks.Steps;

/// <summary>exp(x - max) / sum along one axis; the sum in the order of the elements.</summary>
/// <param name="outer">Elements of the axes before it.</param>
/// <param name="length">Its length.</param>
/// <param name="inner">Elements of the axes behind it.</param>
/// <param name="input">Where the input is.</param>
/// <param name="output">Where the result goes.</param>
internal sealed unsafe class SoftmaxStep(long outer, long length, long inner, Place input, Place output)
    : ParallelStep(TasksOf(outer * inner, RowsPerTask(length)))
{
    private float* _input, _output;

    protected override void Bind(float** buffers)
    {
        _input = input.In(buffers);
        _output = output.In(buffers);
    }

    protected override void RunTask(long task, float* scratch)
    {
        long rows = RowsPerTask(length), end = Math.Min((task + 1) * rows, outer * inner);
        for (long row = task * rows; row < end; row++)
        {
            (long before, long behind) = Math.DivRem(row, inner);
            long start = before * length * inner + behind;
            Run(_input + start, _output + start);
        }
    }

    private void Run(float* from, float* to)
    {
        float max = float.NegativeInfinity;
        for (long i = 0; i < length; i++)
            max = MathF.Max(max, from[i * inner]); // NaN stays
        float sum = 0;
        for (long i = 0; i < length; i++)
            sum += to[i * inner] = Vector256.Exp(Vector256.CreateScalar(from[i * inner] - max)).ToScalar();
        for (long i = 0; i < length; i++)
            to[i * inner] /= sum;
    }
}
