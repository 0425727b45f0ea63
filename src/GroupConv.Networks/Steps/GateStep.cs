using System.Runtime.Intrinsics;
using GroupConv.Networks.Compilation;

namespace GroupConv.Networks.Steps;

/// <summary>Blocks of channels, each channel times a number of its own: the gate of squeeze-and-excitation.</summary>
/// <param name="sizes">Those of the tensor.</param>
/// <param name="block">Channels that lie side by side.</param>
/// <param name="input">Where the tensor is.</param>
/// <param name="gate">[N, C, 1, 1].</param>
/// <param name="output">Where the product goes; it may be in the tensor's place.</param>
internal sealed unsafe class GateStep(PlaneSizes sizes, int block, Place input, Place gate, Place output)
    : ParallelStep(TasksOf((long)sizes.Batch * (sizes.Channels / block), RowsPerTask((long)sizes.Plane * block)))
{
    private float* _input, _gate, _output;

    protected override void Bind(float** buffers)
    {
        _input = input.In(buffers);
        _gate = gate.In(buffers);
        _output = output.In(buffers);
    }

    protected override void RunTask(long task, float* scratch)
    {
        long length = (long)sizes.Plane * block, rows = RowsPerTask(length);
        long end = Math.Min((task + 1) * rows, (long)sizes.Batch * (sizes.Channels / block));
        for (long row = task * rows; row < end; row++)
        {
            for (int part = 0; part < block; part += Vector256<float>.Count)
            {
                Vector256<float> factors = Vector256.Load(_gate + row * block + part);
                for (long position = row * length + part; position < (row + 1) * length; position += block)
                    (Vector256.Load(_input + position) * factors).Store(_output + position);
            }
        }
    }
}
