using GroupConv.Values;

namespace GroupConv.Networks;

/// <summary>
/// Makes each signal have mean 0 and variance 1 over the training samples; the same numbers are then applied to all others, so that
/// nothing of them is known to the training.
/// </summary>
public sealed class Standardization
{
    private const string MeanName = "standardization.mean", DeviationName = "standardization.deviation";
    private readonly float[] _means, _deviations;

    private Standardization(float[] means, float[] deviations)
    {
        _means = means;
        _deviations = deviations;
    }

    /// <summary>The mean of each signal.</summary>
    public ReadOnlySpan<float> Means => _means;

    /// <summary>The standard deviation of each signal; 1 for one that never changes.</summary>
    public ReadOnlySpan<float> Deviations => _deviations;

    /// <summary>That of samples [signals, ...].</summary>
    /// <param name="samples">Those of the training.</param>
    /// <returns>A mean and a deviation (biased, over all values) for each signal.</returns>
    /// <exception cref="ArgumentException">There are no samples, or they have no signals.</exception>
    public static Standardization Of(LabeledSamples samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Count == 0 || samples.Shape.Elements == 0)
            throw new ArgumentException("there must be samples to standardize by", nameof(samples));
        int signals = samples.Shape[0], length = (int)(samples.Shape.Elements / signals);
        var means = new float[signals];
        var deviations = new float[signals];
        for (int signal = 0; signal < signals; signal++)
        {
            double sum = 0, squares = 0, count = (double)samples.Count * length;
            for (int i = 0; i < samples.Count; i++)
            {
                foreach (float x in samples.Sample(i).Slice(signal * length, length))
                    sum += x;
            }

            double mean = sum / count;
            for (int i = 0; i < samples.Count; i++)
            {
                foreach (float x in samples.Sample(i).Slice(signal * length, length))
                    squares += (x - mean) * (x - mean);
            }

            means[signal] = (float)mean;
            deviations[signal] = squares > 0 ? (float)Math.Sqrt(squares / count) : 1;
        }

        return new Standardization(means, deviations);
    }

    /// <summary>What <see cref="Save"/> added to a file.</summary>
    /// <param name="tensors">The tensors of the file.</param>
    /// <param name="signals">How many signals there are.</param>
    /// <returns>The same numbers.</returns>
    /// <exception cref="ArgumentException">They are missing or of another number of signals.</exception>
    public static Standardization Load(StateDict tensors, int signals)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return new(tensors.Get(MeanName, [signals]).Values.ToArray(), tensors.Get(DeviationName, [signals]).Values.ToArray());
    }

    /// <summary>The standardization in words.</summary>
    /// <returns>How many signals it is of.</returns>
    public override string ToString() => InvariantText.Of($"means and deviations of {_means.Length} signals");

    /// <summary>Adds the numbers to the tensors of a file, as <c>standardization.mean</c> and <c>standardization.deviation</c>.</summary>
    /// <param name="tensors">Receives them.</param>
    public void Save(StateDict tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        tensors.Add(MeanName, [_means.Length], _means);
        tensors.Add(DeviationName, [_deviations.Length], _deviations);
    }

    /// <summary>Samples with each signal's mean taken off and divided by its deviation.</summary>
    /// <param name="samples">With as many signals.</param>
    /// <returns>New samples.</returns>
    /// <exception cref="ArgumentException">They have another number of signals.</exception>
    public LabeledSamples Apply(LabeledSamples samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Shape.Rank == 0 || samples.Shape[0] != _means.Length)
            throw new ArgumentException($"samples must have {_means.Length} signals, but have shape {samples.Shape}", nameof(samples));
        float[] values = samples.Values.ToArray();
        int length = (int)(samples.Shape.Elements / _means.Length);
        for (int row = 0; length > 0 && row < values.Length / length; row++)
        {
            int signal = row % _means.Length;
            foreach (ref float x in values.AsSpan(row * length, length))
                x = (x - _means[signal]) / _deviations[signal];
        }

        return new LabeledSamples(samples.Shape, values, samples.Labels.ToArray(), samples.Classes);
    }
}
