using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GroupConv.Networks.Compilation;
using GroupConv.Networks.Steps;

namespace GroupConv.Networks.Training.Steps;

/// <summary>The places of the gradients of a batch norm.</summary>
/// <param name="Output">Of y; read.</param>
/// <param name="Input">Of x, or null where nobody needs it.</param>
/// <param name="Residual">Of the residual, or null.</param>
/// <param name="Weight">Of the weight.</param>
/// <param name="Bias">Of the bias.</param>
internal sealed record NormGradients(Place Output, Place? Input, Place? Residual, Place Weight, Place Bias);

/// <summary>
/// Backward through a batch norm, with g the gradient of y where the ReLU let it pass, h = (x - mean) * inverse and n the values of a
/// channel: bias sum g, weight sum g h, x scale * (g - sum g / n - h * sum g h / n), residual g (Ioffe and Szegedy, 2015, section 3).
/// </summary>
/// <param name="layout">How it is walked.</param>
/// <param name="state">What forward left.</param>
/// <param name="places">Those of forward.</param>
/// <param name="gradients">Those of the gradients.</param>
/// <param name="rectifies">Whether a ReLU followed.</param>
internal sealed unsafe class NormBackwardStep(NormLayout layout, NormState state, NormPlaces places, NormGradients gradients, bool rectifies)
    : ParallelStep(layout.Tasks)
{
    private float* _input, _output, _gradient, _target, _residualTarget, _weight, _bias;

    protected override void Bind(float** buffers)
    {
        _input = places.Input.In(buffers);
        _output = places.Output.In(buffers);
        _gradient = gradients.Output.In(buffers);
        _target = gradients.Input is { } input ? input.In(buffers) : null;
        _residualTarget = gradients.Residual is { } residual ? residual.In(buffers) : null;
        _weight = gradients.Weight.In(buffers);
        _bias = gradients.Bias.In(buffers);
    }

    protected override void RunTask(long task, float* scratch)
    {
        (int first, int end) = layout.Of(task);
        for (int channel = first; channel < end; channel++)
        {
            if (!rectifies)
                RunChannel<NoSieve>(channel);
            else if (places.Residual is null)
                RunChannel<SieveByInput>(channel);
            else
                RunChannel<SieveByOutput>(channel);
        }
    }

    private void RunChannel<TSieve>(int channel)
        where TSieve : struct, ISieve
    {
        var numbers = new ChannelNumbers(state.Mean[channel], state.Scale[channel], state.Shift[channel]);
        var sources = new TermSources(_input, _output, _gradient, _residualTarget);
        (double sum, double products) = ChannelSums.Of<Terms<TSieve>>(sources, layout, channel, numbers);
        _bias[channel] = (float)sum;
        _weight[channel] = (float)(products * state.Inverse[channel]);
        if (_target == null)
            return;
        // With d = x - mean: scale * g - (scale * inverse^2 * sum g d / n) * d - scale * sum g / n.
        double scale = state.Scale[channel], inverse = state.Inverse[channel], count = layout.Count;
        var slope = (float)(-scale * inverse * inverse * products / count);
        var offset = (float)(-scale * sum / count);
        if (_residualTarget == null)
            PassOn<TSieve>(new TermSources(_input, _output, _gradient, _target), channel, numbers, slope, offset);
        else
            PassOn<NoSieve>(new TermSources(_input, null, _residualTarget, _target), channel, numbers, slope, offset); // it lies there, behind the ReLU
    }

    private void PassOn<TSieve>(TermSources sources, int channel, ChannelNumbers numbers, float slope, float offset)
        where TSieve : struct, ISieve
    {
        var vectors = new ChannelVectors(numbers);
        Vector256<float> slopes = Vector256.Create(slope), offsets = Vector256.Create(offset);
        long start = layout.Row(0, channel), next = layout.Row(1, 0);
        for (int image = 0; image < layout.Sizes.Batch; image++, start += next)
        {
            long i = start, end = start + layout.Sizes.Plane;
            for (; i + Vector256<float>.Count <= end; i += Vector256<float>.Count)
            {
                Vector256<float> x = Vector256.Load(sources.Input + i), g = TSieve.Of(sources, vectors, i, x);
                Vector256.FusedMultiplyAdd(g, vectors.Second, Vector256.FusedMultiplyAdd(x - vectors.First, slopes, offsets)).Store(sources.Kept + i);
            }

            if (i < end)
            {
                int count = (int)(end - i);
                Vector256<float> x = PartialVector.Load(sources.Input + i, count), g = TSieve.Of(sources, vectors, i, count, x);
                Vector256<float> d = Vector256.FusedMultiplyAdd(x - vectors.First, slopes, offsets);
                PartialVector.Store(Vector256.FusedMultiplyAdd(g, vectors.Second, d), sources.Kept + i, count);
            }
        }
    }

    /// <summary>
    /// g, and g times the distance from the mean, with the channel's mean, scale and shift. Where a sum was behind the norm, g is also the
    /// gradient of its other summand, and is kept.
    /// </summary>
    private readonly struct Terms<TSieve> : IChannelTerms
        where TSieve : struct, ISieve
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static (Vector256<float> First, Vector256<float> Second) Of(TermSources sources, in ChannelVectors channel, long offset)
        {
            Vector256<float> x = Vector256.Load(sources.Input + offset), g = TSieve.Of(sources, channel, offset, x);
            if (sources.Kept != null)
                g.Store(sources.Kept + offset);
            return (g, g * (x - channel.First));
        }

        public static (Vector256<float> First, Vector256<float> Second) Of(TermSources sources, in ChannelVectors channel, long offset, int count)
        {
            // Beyond the last element g is 0, and so are both terms.
            Vector256<float> x = PartialVector.Load(sources.Input + offset, count), g = TSieve.Of(sources, channel, offset, count, x);
            if (sources.Kept != null)
                PartialVector.Store(g, sources.Kept + offset, count);
            return (g, g * (x - channel.First));
        }
    }
}
