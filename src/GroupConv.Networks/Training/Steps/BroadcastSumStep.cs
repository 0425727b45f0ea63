using GroupConv.Networks.Compilation;
using GroupConv.Networks.Steps;

namespace GroupConv.Networks.Training.Steps;

/// <summary>The derivative of a function of two elements by one of them, times the gradient of its result.</summary>
internal interface IPairGradientOp
{
    static abstract float Of(float a, float b, float gradient);
}

internal readonly struct PassGradient : IPairGradientOp
{
    public static float Of(float a, float b, float gradient) => gradient;
}

internal readonly struct NegativeGradient : IPairGradientOp
{
    public static float Of(float a, float b, float gradient) => -gradient;
}

/// <summary>Of a b by a.</summary>
internal readonly struct FactorGradient : IPairGradientOp
{
    public static float Of(float a, float b, float gradient) => gradient * b;
}

/// <summary>Of a / b by a.</summary>
internal readonly struct DividendGradient : IPairGradientOp
{
    public static float Of(float a, float b, float gradient) => gradient / b;
}

/// <summary>Of b / a by a.</summary>
internal readonly struct DivisorGradient : IPairGradientOp
{
    public static float Of(float a, float b, float gradient) => -gradient * b / (a * a);
}

/// <summary>
/// Backward to one of two tensors, a, that a function of pairs was given: an element that was stretched gets the sum over all it was
/// stretched to, in their order.
/// </summary>
/// <param name="kept">The axes along which a has elements: steps of a, of the other tensor and of the result.</param>
/// <param name="stretched">The axes along which a was stretched: steps of the other tensor and of the result.</param>
/// <param name="a">Where a is.</param>
/// <param name="b">Where the other is.</param>
/// <param name="gradient">Of the result.</param>
/// <param name="target">Receives the gradient of a.</param>
internal sealed unsafe class BroadcastSumStep<TOp>(Strides kept, Strides stretched, Place a, Place b, Place gradient, Place target)
    : ParallelStep(TasksOf(kept.Rows * kept.RowLength, RowsPerTask(stretched.Rows * stretched.RowLength)))
    where TOp : struct, IPairGradientOp
{
    private float* _a, _b, _gradient, _target;

    protected override void Bind(float** buffers)
    {
        _a = a.In(buffers);
        _b = b.In(buffers);
        _gradient = gradient.In(buffers);
        _target = target.In(buffers);
    }

    protected override void RunTask(long task, float* scratch)
    {
        long count = RowsPerTask(stretched.Rows * stretched.RowLength), end = Math.Min((task + 1) * count, kept.Rows * kept.RowLength);
        for (long element = task * count; element < end; element++)
        {
            (long row, long i) = Math.DivRem(element, kept.RowLength);
            long at = kept.RowOffset(0, row) + i * kept.Steps[0][^1];
            _target[at] = Sum(_a[at], kept.RowOffset(1, row) + i * kept.Steps[1][^1], kept.RowOffset(2, row) + i * kept.Steps[2][^1]);
        }
    }

    private float Sum(float a, long other, long result)
    {
        float sum = 0;
        for (long row = 0; row < stretched.Rows; row++)
        {
            float* b = _b + other + stretched.RowOffset(0, row), gradient = _gradient + result + stretched.RowOffset(1, row);
            for (long i = 0; i < stretched.RowLength; i++)
                sum += TOp.Of(a, b[i * stretched.Steps[0][^1]], gradient[i * stretched.Steps[1][^1]]);
        }

        return sum;
    }
}
