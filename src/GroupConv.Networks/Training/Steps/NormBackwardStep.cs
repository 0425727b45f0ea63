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
            Passed passed = PassedOf(channel);
            if (_residualTarget != null)
            {
                for (int image = 0; image < layout.Sizes.Batch; image++)
                    passed.CopyRow(layout.Row(image, channel), layout.Sizes.Plane, _residualTarget);
            }

            (double sum, double products) = ChannelSums.Of(new Terms(passed, state.Mean[channel]), layout, channel);
            _bias[channel] = (float)sum;
            _weight[channel] = (float)(products * state.Inverse[channel]);
            if (_target == null)
                continue;
            // With d = x - mean: scale * g - (scale * inverse^2 * sum g d / n) * d - scale * sum g / n.
            double scale = state.Scale[channel], inverse = state.Inverse[channel], count = layout.Count;
            var slope = (float)(-scale * inverse * inverse * products / count);
            var offset = (float)(-scale * sum / count);
            for (int image = 0; image < layout.Sizes.Batch; image++)
                Row(passed, layout.Row(image, channel), channel, slope, offset);
        }
    }

    private Passed PassedOf(int channel) =>
        new(_gradient, _input, _output, !rectifies ? Sieve.None : places.Residual is null ? Sieve.ByInput : Sieve.ByOutput, state.Scale[channel], state.Shift[channel]);

    private void Row(Passed passed, long i, int channel, float slope, float offset)
    {
        Vector256<float> scales = Vector256.Create(state.Scale[channel]), slopes = Vector256.Create(slope), offsets = Vector256.Create(offset);
        Vector256<float> mean = Vector256.Create(state.Mean[channel]);
        long end = i + layout.Sizes.Plane;
        for (; i + Vector256<float>.Count <= end; i += Vector256<float>.Count)
            Of(passed.Of(i), Vector256.Load(_input + i)).Store(_target + i);
        if (i < end)
            PartialVector.Store(Of(passed.Of(i, (int)(end - i)), PartialVector.Load(_input + i, (int)(end - i))), _target + i, (int)(end - i));

        Vector256<float> Of(Vector256<float> g, Vector256<float> x) =>
            Vector256.FusedMultiplyAdd(g, scales, Vector256.FusedMultiplyAdd(x - mean, slopes, offsets));
    }

    /// <summary>How it is known where the ReLU let a gradient pass.</summary>
    private enum Sieve
    {
        None,

        /// <summary>The result is computed once more, which is less than reading it.</summary>
        ByInput,

        ByOutput,
    }

    /// <summary>The gradient behind the ReLU.</summary>
    private readonly struct Passed(float* gradient, float* input, float* output, Sieve sieve, float scale, float shift)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Of(long offset) => sieve switch
        {
            Sieve.None => Vector256.Load(gradient + offset),
            Sieve.ByInput => ByInput(Vector256.Load(gradient + offset), Vector256.Load(input + offset)),
            _ => Vector256.Load(gradient + offset) & Vector256.GreaterThan(Vector256.Load(output + offset), Vector256<float>.Zero),
        };

        public Vector256<float> Of(long offset, int count)
        {
            Vector256<float> g = PartialVector.Load(gradient + offset, count);
            return sieve switch
            {
                Sieve.None => g,
                Sieve.ByInput => ByInput(g, PartialVector.Load(input + offset, count)),
                _ => g & Vector256.GreaterThan(PartialVector.Load(output + offset, count), Vector256<float>.Zero),
            };
        }

        public Vector256<float> Distance(long offset, float mean) => Vector256.Load(input + offset) - Vector256.Create(mean);

        public Vector256<float> Distance(long offset, int count, float mean) => PartialVector.Load(input + offset, count) - Vector256.Create(mean);

        public void CopyRow(long i, int plane, float* target)
        {
            long end = i + plane;
            for (; i + Vector256<float>.Count <= end; i += Vector256<float>.Count)
                Of(i).Store(target + i);
            if (i < end)
                PartialVector.Store(Of(i, (int)(end - i)), target + i, (int)(end - i));
        }

        private Vector256<float> ByInput(Vector256<float> g, Vector256<float> x) =>
            g & Vector256.GreaterThan(Vector256.FusedMultiplyAdd(x, Vector256.Create(scale), Vector256.Create(shift)), Vector256<float>.Zero);
    }

    /// <summary>g, and g times the distance from the mean.</summary>
    private readonly struct Terms(Passed passed, float mean) : IChannelTerms
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public (Vector256<float> First, Vector256<float> Second) Of(long offset)
        {
            Vector256<float> g = passed.Of(offset);
            return (g, g * passed.Distance(offset, mean));
        }

        public (Vector256<float> First, Vector256<float> Second) Of(long offset, int count)
        {
            // Beyond the last element g is 0, and so are both terms.
            Vector256<float> g = passed.Of(offset, count);
            return (g, g * passed.Distance(offset, count, mean));
        }
    }
}
