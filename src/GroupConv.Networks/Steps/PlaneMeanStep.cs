using System.Runtime.Intrinsics;
using GroupConv.Networks.Compilation;

namespace GroupConv.Networks.Steps;

/// <summary>
/// The mean of each plane. Element i is added to sum i mod 8, and the eight sums are added in pairs: in planes, where they are the lanes
/// of a vector, and in blocks alike.
/// </summary>
internal sealed unsafe class PlaneMeanStep(PlaneSizes sizes, int block, Place input, Place output)
    : ParallelStep(TasksOf((long)sizes.Batch * (sizes.Channels / block), RowsPerTask((long)sizes.Plane * block)))
{
    private const int Sums = 8;
    private float* _input, _output;

    protected override void Bind(float** buffers)
    {
        _input = input.In(buffers);
        _output = output.In(buffers);
    }

    protected override void RunTask(long task, float* scratch)
    {
        long length = (long)sizes.Plane * block, rows = RowsPerTask(length);
        long end = Math.Min((task + 1) * rows, (long)sizes.Batch * (sizes.Channels / block));
        for (long row = task * rows; row < end; row++)
        {
            if (block == 1)
                _output[row] = OfPlane(_input + row * length, length);
            else
                OfBlock(_input + row * length, _output + row * block);
        }
    }

    private static float OfPlane(float* plane, long count)
    {
        Vector256<float> sums = Vector256<float>.Zero;
        long i = 0;
        for (; i + Sums <= count; i += Sums)
            sums += Vector256.Load(plane + i);
        float* eight = stackalloc float[Sums];
        sums.Store(eight);
        for (int rest = 0; i < count; i++, rest++)
            eight[rest] += plane[i];
        return (((eight[0] + eight[4]) + (eight[2] + eight[6])) + ((eight[1] + eight[5]) + (eight[3] + eight[7]))) / count;
    }

    private void OfBlock(float* from, float* to)
    {
        Vector256<float>* sums = stackalloc Vector256<float>[Sums];
        for (int part = 0; part < block; part += Vector256<float>.Count)
        {
            new Span<Vector256<float>>(sums, Sums).Clear();
            for (int i = 0; i < sizes.Plane; i++)
                sums[i % Sums] += Vector256.Load(from + (long)i * block + part);
            Vector256<float> sum = ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
            (sum / Vector256.Create((float)sizes.Plane)).Store(to + part);
        }
    }
}
