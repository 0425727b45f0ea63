using System.Runtime.Intrinsics;
using GroupConv.Networks.Compilation;
using GroupConv.Networks.Steps;

namespace GroupConv.Networks.Training.Steps;

/// <summary>PReLU forward, with a slope for each channel that may have changed since the last run.</summary>
/// <param name="sizes">Those of the tensor; with one slope for all it is one plane.</param>
/// <param name="input">Where the tensor is.</param>
/// <param name="slopes">Where the slopes are.</param>
/// <param name="output">Where the result goes.</param>
internal sealed unsafe class PReluStep(PlaneSizes sizes, Place input, Place slopes, Place output)
    : ParallelStep(TasksOf((long)sizes.Batch * sizes.Channels, RowsPerTask(sizes.Plane)))
{
    private float* _input, _slopes, _output;

    protected override void Bind(float** buffers)
    {
        _input = input.In(buffers);
        _slopes = slopes.In(buffers);
        _output = output.In(buffers);
    }

    protected override void RunTask(long task, float* scratch)
    {
        long rows = RowsPerTask(sizes.Plane), end = Math.Min((task + 1) * rows, (long)sizes.Batch * sizes.Channels);
        for (long row = task * rows; row < end; row++)
            ElementStep<LeakyReluOp>.Apply(new(_slopes[row % sizes.Channels]), _input + row * sizes.Plane, _output + row * sizes.Plane, sizes.Plane);
    }
}

/// <summary>Backward through PReLU: to the input as through its slope, to the slope the sum of g x over what is not positive.</summary>
/// <param name="sizes">Those of the tensor; with one slope for all it is one plane.</param>
/// <param name="input">Where x is.</param>
/// <param name="slopes">Where the slopes are.</param>
/// <param name="gradient">Where g is.</param>
/// <param name="target">Receives the gradient of the input, or null.</param>
/// <param name="slopeTarget">Receives the gradients of the slopes.</param>
internal sealed unsafe class PReluGradientStep(PlaneSizes sizes, Place input, Place slopes, Place gradient, Place? target, Place slopeTarget)
    : ParallelStep(sizes.Channels)
{
    private readonly NormLayout _layout = new(sizes);
    private float* _input, _slopes, _gradient, _target, _slopeTarget;

    protected override void Bind(float** buffers)
    {
        _input = input.In(buffers);
        _slopes = slopes.In(buffers);
        _gradient = gradient.In(buffers);
        _target = target is { } place ? place.In(buffers) : null;
        _slopeTarget = slopeTarget.In(buffers);
    }

    protected override void RunTask(long task, float* scratch)
    {
        var channel = (int)task;
        var sources = new TermSources(_input, null, _gradient, null);
        _slopeTarget[channel] = (float)ChannelSums.Of<Terms>(sources, _layout, channel, default).First;
        if (_target == null)
            return;
        var slope = new LeakyReluGradient(_slopes[channel]);
        for (int image = 0; image < sizes.Batch; image++)
        {
            long i = _layout.Row(image, channel), end = i + sizes.Plane;
            for (; i + Vector256<float>.Count <= end; i += Vector256<float>.Count)
                slope.Of(Vector256.Load(_input + i), default, Vector256.Load(_gradient + i)).Store(_target + i);
            for (; i < end; i++)
                _target[i] = slope.Of(Vector256.CreateScalar(_input[i]), default, Vector256.CreateScalar(_gradient[i])).ToScalar();
        }
    }

    private readonly struct Terms : IChannelTerms
    {
        public static (Vector256<float> First, Vector256<float> Second) Of(TermSources sources, in ChannelVectors channel, long offset) =>
            Of(Vector256.Load(sources.Input + offset), Vector256.Load(sources.Gradient + offset));

        public static (Vector256<float> First, Vector256<float> Second) Of(TermSources sources, in ChannelVectors channel, long offset, int count) =>
            Of(PartialVector.Load(sources.Input + offset, count), PartialVector.Load(sources.Gradient + offset, count));

        private static (Vector256<float> First, Vector256<float> Second) Of(Vector256<float> x, Vector256<float> g) =>
            (Vector256.ConditionalSelect(Vector256.GreaterThan(x, Vector256<float>.Zero), default, g * x), default);
    }
}
