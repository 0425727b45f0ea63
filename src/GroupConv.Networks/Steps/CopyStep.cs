using GroupConv.Layouts;
using GroupConv.Networks.Compilation;

namespace GroupConv.Networks.Steps;

/// <summary>Elements from one place to another, both with steps of their own: slices, concatenations, transposes, shuffles.</summary>
/// <param name="walk">Source, then target.</param>
/// <param name="input">Where the source's first element is.</param>
/// <param name="output">Where it goes.</param>
internal sealed unsafe class CopyStep(Strides walk, Place input, Place output)
    : ParallelStep(walk.RowLength == 0 ? 0 : TasksOf(Units(walk), RowsPerTask(UnitLength(walk))))
{
    private readonly bool _turns = Turns(walk);
    private float* _input, _output;

    protected override void Bind(float** buffers)
    {
        _input = input.In(buffers);
        _output = output.In(buffers);
    }

    protected override void RunTask(long task, float* scratch)
    {
        long rows = RowsPerTask(UnitLength(walk)), end = Math.Min(Units(walk), (task + 1) * rows);
        for (long unit = task * rows; unit < end; unit++)
        {
            long row = _turns ? unit * walk.Lengths[^2] : unit;
            float* from = _input + walk.RowOffset(0, row), to = _output + walk.RowOffset(1, row);
            if (_turns)
                Transpose.Run(from, walk.Steps[0][^1], walk.Lengths[^1], walk.Lengths[^2], to, walk.Steps[1][^2]);
            else
                CopyRow(from, walk.Steps[0][^1], to, walk.Steps[1][^1], walk.RowLength);
        }
    }

    /// <summary>Whether rows become columns: then it is done in squares.</summary>
    private static bool Turns(Strides walk) => walk.Steps[0][^2] == 1 && walk.Steps[1][^1] == 1 && walk.Steps[0][^1] > 1;

    private static long Units(Strides walk) => Turns(walk) ? walk.Rows / walk.Lengths[^2] : walk.Rows;

    private static long UnitLength(Strides walk) => Turns(walk) ? walk.RowLength * walk.Lengths[^2] : walk.RowLength;

    private static void CopyRow(float* from, long fromStep, float* to, long toStep, long count)
    {
        if (fromStep == 1 && toStep == 1)
        {
            Buffer.MemoryCopy(from, to, sizeof(float) * count, sizeof(float) * count);
            return;
        }

        for (long i = 0; i < count; i++)
            to[i * toStep] = from[i * fromStep];
    }
}
