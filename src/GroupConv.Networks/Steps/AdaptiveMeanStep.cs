using GroupConv.Networks.Compilation;

namespace GroupConv.Networks.Steps;

/// <summary>Means over parts of planes; part i of n begins at floor(i * length / n) and ends at ceil((i + 1) * length / n), as in PyTorch.</summary>
internal sealed unsafe class AdaptiveMeanStep(PlaneSizes inputSizes, PlaneSizes outputSizes, Place input, Place output)
    : ParallelStep(TasksOf((long)inputSizes.Batch * inputSizes.Channels, RowsPerTask(inputSizes.Plane)))
{
    private float* _input, _output;

    protected override void Bind(float** buffers)
    {
        _input = input.In(buffers);
        _output = output.In(buffers);
    }

    protected override void RunTask(long task, float* scratch)
    {
        long rows = RowsPerTask(inputSizes.Plane), end = Math.Min((task + 1) * rows, (long)inputSizes.Batch * inputSizes.Channels);
        for (long plane = task * rows; plane < end; plane++)
        {
            float* from = _input + plane * inputSizes.Plane, to = _output + plane * outputSizes.Plane;
            for (int y = 0; y < outputSizes.Height; y++)
                for (int x = 0; x < outputSizes.Width; x++)
                    *to++ = Mean(from, Part(y, inputSizes.Height, outputSizes.Height), Part(x, inputSizes.Width, outputSizes.Width));
        }
    }

    public static (long First, long End) Part(long index, long length, long parts) =>
        (index * length / parts, ((index + 1) * length + parts - 1) / parts);

    private float Mean(float* plane, (long First, long End) rows, (long First, long End) columns)
    {
        float sum = 0;
        for (long y = rows.First; y < rows.End; y++)
            for (long x = columns.First; x < columns.End; x++)
                sum += plane[y * inputSizes.Width + x];
        return sum / ((rows.End - rows.First) * (columns.End - columns.First));
    }
}
