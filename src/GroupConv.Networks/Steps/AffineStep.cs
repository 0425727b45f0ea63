using System.Runtime.Intrinsics;
using GroupConv.Networks.Compilation;

namespace GroupConv.Networks.Steps;

/// <summary>x * scale + shift for each channel, then a clamp; or x below zero times a slope for each channel.</summary>
/// <param name="kind">Which of the two.</param>
/// <param name="sizes">Those of the tensor.</param>
/// <param name="block">Channels that lie side by side, 1 for planes; it divides the channels.</param>
/// <param name="scale">For each channel.</param>
/// <param name="shift">Likewise.</param>
/// <param name="clamp">Limits of the result.</param>
/// <param name="input">Where the tensor is.</param>
/// <param name="output">Where the result goes.</param>
internal sealed unsafe class AffineStep(
    AffineKind kind, PlaneSizes sizes, int block, float[] scale, float[] shift, OutputClamp clamp, Place input, Place output)
    : ParallelStep(TasksOf((long)sizes.Batch * (sizes.Channels / block), RowsPerTask((long)sizes.Plane * block)))
{
    private readonly long _length = (long)sizes.Plane * block;
    private readonly ClampOp _clamp = new(clamp);
    private float* _input, _output;

    protected override void Bind(float** buffers)
    {
        _input = input.In(buffers);
        _output = output.In(buffers);
    }

    protected override void RunTask(long task, float* scratch)
    {
        long rows = RowsPerTask(_length), blocks = sizes.Channels / block;
        long end = Math.Min((task + 1) * rows, sizes.Batch * blocks);
        for (long row = task * rows; row < end; row++)
        {
            var channel = (int)(row % blocks) * block;
            float* from = _input + row * _length, to = _output + row * _length;
            if (block == 1)
            {
                Run(from, to, Vector256.Create(scale[channel]), Vector256.Create(shift[channel]), _length);
                continue;
            }

            for (int part = 0; part < block; part += Vector256<float>.Count)
            {
                Vector256<float> factors = Vector256.LoadUnsafe(ref scale[channel + part]), sums = Vector256.LoadUnsafe(ref shift[channel + part]);
                for (long position = part; position < _length; position += block)
                    Of(Vector256.Load(from + position), factors, sums).Store(to + position);
            }
        }
    }

    private void Run(float* from, float* to, Vector256<float> factor, Vector256<float> sum, long count)
    {
        long i = 0;
        for (; i + Vector256<float>.Count <= count; i += Vector256<float>.Count)
            Of(Vector256.Load(from + i), factor, sum).Store(to + i);
        for (; i < count; i++)
            to[i] = Of(Vector256.CreateScalar(from[i]), factor, sum).ToScalar();
    }

    private Vector256<float> Of(Vector256<float> x, Vector256<float> factor, Vector256<float> sum) =>
        kind == AffineKind.ScaleAndShift
            ? _clamp.Of(Vector256.FusedMultiplyAdd(x, factor, sum))
            : Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<float>.Zero), x * factor, x);
}

/// <summary>What an <see cref="AffineStep"/> computes.</summary>
internal enum AffineKind
{
    /// <summary>x * scale + shift.</summary>
    ScaleAndShift,

    /// <summary>x * scale where x is negative.</summary>
    SlopeBelowZero,
}
