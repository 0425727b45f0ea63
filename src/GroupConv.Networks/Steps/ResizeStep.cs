using GroupConv.Networks.Compilation;

namespace GroupConv.Networks.Steps;

/// <summary>Each element of the output is the one at the nearest place of the input.</summary>
internal sealed unsafe class ResizeStep(NearestRule rule, PlaneSizes inputSizes, PlaneSizes outputSizes, int block, Place input, Place output)
    : ParallelStep(TasksOf(
        (long)outputSizes.Batch * (outputSizes.Channels / block) * outputSizes.Height, RowsPerTask((long)outputSizes.Width * block)))
{
    private readonly long[] _columns = Nearest(rule, inputSizes.Width, outputSizes.Width);
    private readonly long[] _rows = Nearest(rule, inputSizes.Height, outputSizes.Height);
    private float* _input, _output;

    protected override void Bind(float** buffers)
    {
        _input = input.In(buffers);
        _output = output.In(buffers);
    }

    protected override void RunTask(long task, float* scratch)
    {
        long rows = RowsPerTask((long)outputSizes.Width * block);
        long end = Math.Min((task + 1) * rows, (long)outputSizes.Batch * (outputSizes.Channels / block) * outputSizes.Height);
        for (long row = task * rows; row < end; row++)
        {
            (long plane, long y) = Math.DivRem(row, outputSizes.Height);
            float* from = _input + (plane * inputSizes.Height + _rows[y]) * inputSizes.Width * block;
            float* to = _output + row * outputSizes.Width * block;
            foreach (long column in _columns)
            {
                float* element = from + column * block;
                for (int channel = 0; channel < block; channel++)
                    *to++ = element[channel];
            }
        }
    }

    public static long[] Nearest(NearestRule rule, int length, int outputLength)
    {
        var nearest = new long[outputLength];
        for (long i = 0; i < outputLength; i++)
        {
            // floor(i * in / out); or (i + 1/2) * in / out - 1/2, rounded with halves down: both in whole numbers.
            long place = rule == NearestRule.Floor
                ? i * length / outputLength
                : ((2 * i + 1) * length - 1) / (2L * outputLength);
            nearest[i] = Math.Clamp(place, 0, length - 1);
        }

        return nearest;
    }
}
