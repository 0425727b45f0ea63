using System.Runtime.Intrinsics;
using GroupConv.Networks.Compilation;

namespace GroupConv.Networks.Steps;

/// <summary>A function of two elements, eight pairs at a time.</summary>
internal interface IPairOp
{
    static abstract Vector256<float> Of(Vector256<float> a, Vector256<float> b);
}

internal readonly struct AddOp : IPairOp
{
    public static Vector256<float> Of(Vector256<float> a, Vector256<float> b) => a + b;
}

internal readonly struct SubOp : IPairOp
{
    public static Vector256<float> Of(Vector256<float> a, Vector256<float> b) => a - b;
}

internal readonly struct MulOp : IPairOp
{
    public static Vector256<float> Of(Vector256<float> a, Vector256<float> b) => a * b;
}

internal readonly struct DivOp : IPairOp
{
    public static Vector256<float> Of(Vector256<float> a, Vector256<float> b) => a / b;
}

/// <summary>A function of the elements of two tensors, either of which may be stretched.</summary>
/// <param name="walk">The two, then the result.</param>
/// <param name="a">Where the first is.</param>
/// <param name="b">Where the second is.</param>
/// <param name="output">Where the result goes; in place of a tensor that is not stretched.</param>
internal sealed unsafe class ArithmeticStep<TOp>(Strides walk, Place a, Place b, Place output)
    : ParallelStep(TasksOf(walk.Rows * Parts(walk), RowsPerTask(PartLength(walk))))
    where TOp : struct, IPairOp
{
    private float* _a, _b, _output;

    protected override void Bind(float** buffers)
    {
        _a = a.In(buffers);
        _b = b.In(buffers);
        _output = output.In(buffers);
    }

    protected override void RunTask(long task, float* scratch)
    {
        long parts = Parts(walk), length = PartLength(walk), count = RowsPerTask(length);
        long end = Math.Min(walk.Rows * parts, (task + 1) * count);
        for (long part = task * count; part < end; part++)
        {
            (long row, long inRow) = Math.DivRem(part, parts);
            long first = inRow * length;
            Row(
                _a + walk.RowOffset(0, row) + first * walk.Steps[0][^1], walk.Steps[0][^1],
                _b + walk.RowOffset(1, row) + first * walk.Steps[1][^1], walk.Steps[1][^1],
                _output + walk.RowOffset(2, row) + first, Math.Min(length, walk.RowLength - first));
        }
    }

    // A tensor that is not stretched at all is one long row, which threads share.
    private static long Parts(Strides walk) => TasksOf(walk.RowLength, ElementsPerTask);

    private static long PartLength(Strides walk) => Math.Min(walk.RowLength, ElementsPerTask);

    /// <summary>The innermost steps are 1, or 0 where a tensor is stretched.</summary>
    private static void Row(float* a, long aStep, float* b, long bStep, float* output, long count)
    {
        long i = 0;
        if (aStep == 1 && bStep == 1)
        {
            for (; i + Vector256<float>.Count <= count; i += Vector256<float>.Count)
                TOp.Of(Vector256.Load(a + i), Vector256.Load(b + i)).Store(output + i);
        }
        else if (bStep == 0 && aStep == 1)
        {
            Vector256<float> one = Vector256.Create(*b);
            for (; i + Vector256<float>.Count <= count; i += Vector256<float>.Count)
                TOp.Of(Vector256.Load(a + i), one).Store(output + i);
        }
        else if (aStep == 0 && bStep == 1)
        {
            Vector256<float> one = Vector256.Create(*a);
            for (; i + Vector256<float>.Count <= count; i += Vector256<float>.Count)
                TOp.Of(one, Vector256.Load(b + i)).Store(output + i);
        }

        for (; i < count; i++)
            output[i] = TOp.Of(Vector256.CreateScalar(a[i * aStep]), Vector256.CreateScalar(b[i * bStep])).ToScalar();
    }
}
