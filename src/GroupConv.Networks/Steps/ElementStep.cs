using System.Runtime.Intrinsics;
using GroupConv.Networks.Compilation;

namespace GroupConv.Networks.Steps;

/// <summary>A function of each element, in place or not.</summary>
internal sealed unsafe class ElementStep<TOp>(TOp op, Place input, Place output, long elements)
    : ParallelStep(TasksOf(elements, ElementsPerTask))
    where TOp : struct, IElementOp
{
    private float* _input, _output;

    protected override void Bind(float** buffers)
    {
        _input = input.In(buffers);
        _output = output.In(buffers);
    }

    protected override void RunTask(long task, float* scratch)
    {
        long first = task * ElementsPerTask;
        Apply(op, _input + first, _output + first, Math.Min(ElementsPerTask, elements - first));
    }

    public static void Apply(TOp op, float* from, float* to, long count)
    {
        long i = 0;
        for (; i + Vector256<float>.Count <= count; i += Vector256<float>.Count)
            op.Of(Vector256.Load(from + i)).Store(to + i);
        for (; i < count; i++)
            to[i] = op.Of(Vector256.CreateScalar(from[i])).ToScalar();
    }
}
