using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GroupConv.Networks.Compilation;
using GroupConv.Networks.Steps;

namespace GroupConv.Networks.Training.Steps;

/// <summary>The places of a batch norm's tensors.</summary>
/// <param name="Input">x.</param>
/// <param name="Residual">What is added to the result, or null.</param>
/// <param name="Output">y.</param>
/// <param name="Weight">A factor for each channel.</param>
/// <param name="Bias">A summand for each channel.</param>
/// <param name="RunningMean">What inference takes for the mean.</param>
/// <param name="RunningVariance">And for the variance.</param>
internal sealed record NormPlaces(Place Input, Place? Residual, Place Output, Place Weight, Place Bias, Place RunningMean, Place RunningVariance);

/// <summary>
/// Batch normalisation in training (Ioffe and Szegedy, 2015): each channel with its own mean and biased variance over the batch, then
/// weight and bias, then a sum and a ReLU where there are any. As in PyTorch, the running variance gets the unbiased one.
/// </summary>
/// <param name="layout">How it is walked.</param>
/// <param name="state">Filled for backward.</param>
/// <param name="places">Where everything is.</param>
/// <param name="epsilon">Added to the variance.</param>
/// <param name="momentum">The part of the running statistics that is new.</param>
/// <param name="rectifies">Whether a ReLU follows.</param>
internal sealed unsafe class NormForwardStep(NormLayout layout, NormState state, NormPlaces places, float epsilon, double momentum, bool rectifies)
    : ParallelStep(layout.Tasks)
{
    // Beyond this the sums around the first element have lost digits, and are taken again around the mean.
    private const double MostDistance = 8;

    private readonly float _floor = rectifies ? 0 : float.NegativeInfinity;
    private float* _input, _residual, _output, _weight, _bias, _runningMean, _runningVariance;

    protected override void Bind(float** buffers)
    {
        _input = places.Input.In(buffers);
        _residual = places.Residual is { } residual ? residual.In(buffers) : null;
        _output = places.Output.In(buffers);
        _weight = places.Weight.In(buffers);
        _bias = places.Bias.In(buffers);
        _runningMean = places.RunningMean.In(buffers);
        _runningVariance = places.RunningVariance.In(buffers);
    }

    protected override void RunTask(long task, float* scratch)
    {
        (int first, int end) = layout.Of(task);
        for (int channel = first; channel < end; channel++)
            Measure(channel);
        for (int image = 0; image < layout.Sizes.Batch; image++)
        {
            for (int channel = first; channel < end; channel++)
                Normalize(layout.Row(image, channel), channel);
        }
    }

    private void Measure(int channel)
    {
        var sources = new TermSources(_input, null, null, null);
        var near = new ChannelNumbers(_input[layout.Row(0, channel)], 0, 0);
        double count = layout.Count, center = near.First;
        (double sum, double squares) = ChannelSums.Of<Centered>(sources, layout, channel, near);
        if (sum * sum > MostDistance * (count * squares - sum * sum))
        {
            near = new ChannelNumbers((float)(center + sum / count), 0, 0);
            center = near.First;
            (sum, squares) = ChannelSums.Of<Centered>(sources, layout, channel, near);
        }

        double mean = center + sum / count, deviations = Math.Max(0, squares - sum * sum / count), variance = deviations / count;
        double inverse = 1 / Math.Sqrt(variance + epsilon);
        var scale = (float)(_weight[channel] * inverse);
        state.Mean[channel] = (float)mean;
        state.Inverse[channel] = (float)inverse;
        state.Scale[channel] = scale;
        state.Shift[channel] = (float)(_bias[channel] - mean * scale);
        _runningMean[channel] = (float)((1 - momentum) * _runningMean[channel] + momentum * mean);
        _runningVariance[channel] = (float)((1 - momentum) * _runningVariance[channel] + momentum * (deviations / Math.Max(1, count - 1)));
    }

    private void Normalize(long i, int channel)
    {
        Vector256<float> scale = Vector256.Create(state.Scale[channel]), shift = Vector256.Create(state.Shift[channel]), floor = Vector256.Create(_floor);
        long end = i + layout.Sizes.Plane;
        for (; i + Vector256<float>.Count <= end; i += Vector256<float>.Count)
        {
            Vector256<float> y = Vector256.FusedMultiplyAdd(Vector256.Load(_input + i), scale, shift);
            if (_residual != null)
                y += Vector256.Load(_residual + i);
            Vector256.ConditionalSelect(Vector256.LessThan(y, floor), floor, y).Store(_output + i);
        }

        for (; i < end; i++)
        {
            float y = MathF.FusedMultiplyAdd(_input[i], scale.ToScalar(), shift.ToScalar());
            if (_residual != null)
                y += _residual[i];
            _output[i] = y < _floor ? _floor : y;
        }
    }

    /// <summary>The distances from a number near the mean, the channel's first, and their squares.</summary>
    private readonly struct Centered : IChannelTerms
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static (Vector256<float> First, Vector256<float> Second) Of(TermSources sources, in ChannelVectors channel, long offset)
        {
            Vector256<float> distance = Vector256.Load(sources.Input + offset) - channel.First;
            return (distance, distance * distance);
        }

        public static (Vector256<float> First, Vector256<float> Second) Of(TermSources sources, in ChannelVectors channel, long offset, int count)
        {
            Vector256<float> distance = (PartialVector.Load(sources.Input + offset, count) - channel.First) & PartialVector.Mask(count);
            return (distance, distance * distance);
        }
    }
}
