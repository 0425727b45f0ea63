using GroupConv.Planning;

namespace GroupConv.Gradients;

/// <summary>What stands where no tap reaches, one number for each input channel: the bias of a transposed convolution, or 0.</summary>
internal sealed class EmptyValues : IPackedWeights
{
    private readonly OutputClamp _clamp;
    private readonly bool _hasBias;
    private readonly float[] _values;

    private EmptyValues(InputGradientPlan plan)
    {
        _clamp = plan.Geometry.Options.Clamp;
        _hasBias = plan.HasBias;
        _values = new float[plan.Geometry.InChannels];
    }

    public float this[long channel] => _values[channel];

    /// <param name="plan">Whether there is a bias, and a clamp.</param>
    /// <param name="weights">Those with the bias.</param>
    public static EmptyValues Of(InputGradientPlan plan, LayerWeights weights) =>
        weights.Packed(typeof(EmptyValues), () => new EmptyValues(plan));

    public void Fill(LayerWeights weights)
    {
        for (int channel = 0; channel < _values.Length; channel++)
            _values[channel] = _clamp.Apply(0f + (_hasBias ? weights.Bias[channel] : 0f));
    }
}
