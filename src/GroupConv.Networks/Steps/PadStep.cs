using GroupConv.Networks.Compilation;

namespace GroupConv.Networks.Steps;

/// <summary>Padding that repeats elements of the tensor: each element of the output is looked up in the input, axis by axis.</summary>
/// <param name="sources">For each axis of the output, offsets in the input.</param>
/// <param name="input">Where the input is.</param>
/// <param name="output">Where the output goes, dense.</param>
internal sealed unsafe class PadStep(long[][] sources, Place input, Place output)
    : ParallelStep(sources.Aggregate(1L, (product, axis) => product * axis.Length) / Math.Max(1, sources[^1].Length))
{
    private float* _input, _output;

    protected override void Bind(float** buffers)
    {
        _input = input.In(buffers);
        _output = output.In(buffers);
    }

    protected override void RunTask(long task, float* scratch)
    {
        long row = task;
        float* from = _input;
        for (int axis = sources.Length - 2; axis >= 0; axis--)
        {
            (row, long index) = Math.DivRem(row, sources[axis].Length);
            from += sources[axis][index];
        }

        float* to = _output + task * sources[^1].Length;
        foreach (long offset in sources[^1])
            *to++ = from[offset];
    }
}
