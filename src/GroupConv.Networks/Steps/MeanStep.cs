using GroupConv.Networks.Compilation;

namespace GroupConv.Networks.Steps;

/// <summary>Means along some axes, each sum in the order of the elements.</summary>
/// <param name="kept">The axes that stay: input, then output.</param>
/// <param name="summed">The axes that are summed along: input, and nothing.</param>
/// <param name="input">Where the input is.</param>
/// <param name="output">Where the means go.</param>
internal sealed unsafe class MeanStep(Strides kept, Strides summed, Place input, Place output) : ParallelStep(kept.Rows)
{
    private float* _input, _output;

    protected override void Bind(float** buffers)
    {
        _input = input.In(buffers);
        _output = output.In(buffers);
    }

    protected override void RunTask(long task, float* scratch)
    {
        float* from = _input + kept.RowOffset(0, task), to = _output + kept.RowOffset(1, task);
        for (long i = 0; i < kept.RowLength; i++)
            to[i * kept.Steps[1][^1]] = Mean(from + i * kept.Steps[0][^1]);
    }

    private float Mean(float* from)
    {
        float sum = 0;
        for (long row = 0; row < summed.Rows; row++)
        {
            float* start = from + summed.RowOffset(0, row);
            for (long i = 0; i < summed.RowLength; i++)
                sum += start[i * summed.Steps[0][^1]];
        }

        return sum / (summed.Rows * summed.RowLength);
    }
}
