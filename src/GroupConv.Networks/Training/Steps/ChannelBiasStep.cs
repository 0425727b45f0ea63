using System.Runtime.Intrinsics;
using GroupConv.Networks.Compilation;
using GroupConv.Networks.Steps;

namespace GroupConv.Networks.Training.Steps;

/// <summary>A bias added to each channel, in place: the end of a transposed convolution.</summary>
internal sealed unsafe class ChannelBiasStep(PlaneSizes sizes, Place bias, Place output)
    : ParallelStep(TasksOf((long)sizes.Batch * sizes.Channels, RowsPerTask(sizes.Plane)))
{
    private float* _bias, _output;

    protected override void Bind(float** buffers)
    {
        _bias = bias.In(buffers);
        _output = output.In(buffers);
    }

    protected override void RunTask(long task, float* scratch)
    {
        long rows = RowsPerTask(sizes.Plane), end = Math.Min((task + 1) * rows, (long)sizes.Batch * sizes.Channels);
        for (long row = task * rows; row < end; row++)
        {
            float* to = _output + row * sizes.Plane;
            for (int i = 0; i < sizes.Plane; i++)
                to[i] += _bias[row % sizes.Channels];
        }
    }
}

/// <summary>The gradient of a bias: the sum over its channel.</summary>
internal sealed unsafe class ChannelBiasGradientStep(PlaneSizes sizes, Place gradient, Place target) : ParallelStep(sizes.Channels)
{
    private readonly NormLayout _layout = new(sizes);
    private float* _gradient, _target;

    protected override void Bind(float** buffers)
    {
        _gradient = gradient.In(buffers);
        _target = target.In(buffers);
    }

    protected override void RunTask(long task, float* scratch) =>
        _target[task] = (float)ChannelSums.Of(new Terms(_gradient), _layout, (int)task).First;

    private readonly struct Terms(float* gradient) : IChannelTerms
    {
        public (Vector256<float> First, Vector256<float> Second) Of(long offset) => (Vector256.Load(gradient + offset), default);

        public (Vector256<float> First, Vector256<float> Second) Of(long offset, int count) => (PartialVector.Load(gradient + offset, count), default);
    }
}
