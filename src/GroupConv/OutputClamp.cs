using System.Text.Json.Serialization;

namespace GroupConv;

/// <summary>
/// Limits put on every output after the bias: ReLU and ReLU6 are clamps, and plus or minus infinity means no limit.
/// </summary>
/// <remarks>
/// Defined as <c>y = y &lt; Min ? Min : y; y = y &gt; Max ? Max : y</c>. So NaN stays NaN, as in PyTorch's <c>clamp</c>, and a negative
/// zero passes ReLU unchanged, on every processor.
/// </remarks>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] // no limit is infinity
public readonly record struct OutputClamp
{
    private readonly float _min;
    private readonly float _max;
    private readonly bool _limited;

    /// <summary>Limits to [<paramref name="min"/>, <paramref name="max"/>].</summary>
    /// <param name="min">The least output; negative infinity for none.</param>
    /// <param name="max">The greatest output; positive infinity for none.</param>
    /// <exception cref="ArgumentException">A limit is NaN, or <paramref name="min"/> is greater than <paramref name="max"/>.</exception>
    public OutputClamp(float min, float max)
    {
        if (!(min <= max))
            throw new ArgumentException($"clamp needs min <= max and no NaN, but got min {min} and max {max}");
        _min = min;
        _max = max;
        _limited = true;
    }

    /// <summary>No limits; the default.</summary>
    public static OutputClamp None => default;

    /// <summary>max(0, x) (Nair and Hinton, 2010).</summary>
    public static OutputClamp Relu { get; } = new(0f, float.PositiveInfinity);

    /// <summary>min(max(0, x), 6), the activation of MobileNet (Howard et al., 2017).</summary>
    public static OutputClamp Relu6 { get; } = new(0f, 6f);

    /// <summary>The least output.</summary>
    public float Min => _limited ? _min : float.NegativeInfinity;

    /// <summary>The greatest output.</summary>
    public float Max => _limited ? _max : float.PositiveInfinity;

    /// <summary>For example <c>[0, 6]</c>, or <c>none</c>.</summary>
    /// <returns>The limits in words.</returns>
    public override string ToString() => _limited ? FormattableString.Invariant($"[{_min}, {_max}]") : "none";

    internal float Apply(float value)
    {
        value = value < Min ? Min : value;
        return value > Max ? Max : value;
    }
}
