using System.Runtime.Intrinsics;

namespace GroupConv.Networks.Steps;

/// <summary>
/// A function of one element. It is given eight at a time on every processor, and where there are no vectors of eight the runtime takes
/// narrower ones: so its bits do not depend on the processor's vectors.
/// </summary>
internal interface IElementOp
{
    Vector256<float> Of(Vector256<float> x);
}

/// <summary>The limits of <see cref="OutputClamp"/>, with its comparisons.</summary>
internal readonly struct ClampOp(OutputClamp clamp) : IElementOp
{
    private readonly float _min = clamp.Min, _max = clamp.Max;

    public Vector256<float> Of(Vector256<float> x)
    {
        Vector256<float> min = Vector256.Create(_min), max = Vector256.Create(_max);
        x = Vector256.ConditionalSelect(Vector256.LessThan(x, min), min, x);
        return Vector256.ConditionalSelect(Vector256.GreaterThan(x, max), max, x);
    }
}

internal readonly struct LeakyReluOp(float slope) : IElementOp
{
    public Vector256<float> Of(Vector256<float> x) =>
        Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<float>.Zero), x * slope, x);
}

internal readonly struct SigmoidOp : IElementOp
{
    public Vector256<float> Of(Vector256<float> x) => Vector256<float>.One / (Vector256<float>.One + Vector256.Exp(-x));
}

internal readonly struct SiluOp : IElementOp
{
    public Vector256<float> Of(Vector256<float> x) => x / (Vector256<float>.One + Vector256.Exp(-x));
}

internal readonly struct HardSigmoidOp(float slope, float offset) : IElementOp
{
    public Vector256<float> Of(Vector256<float> x) =>
        Vector256.Min(Vector256.Max(x * slope + Vector256.Create(offset), Vector256<float>.Zero), Vector256<float>.One);
}

internal readonly struct HardSwishOp : IElementOp
{
    public Vector256<float> Of(Vector256<float> x) =>
        x * Vector256.Min(Vector256.Max(x + Vector256.Create(3f), Vector256<float>.Zero), Vector256.Create(6f)) * (1f / 6f);
}

internal readonly struct TanhOp : IElementOp
{
    // Around 0, where 1 - exp(-2x) would have few right digits left, a series.
    public Vector256<float> Of(Vector256<float> x)
    {
        Vector256<float> size = Vector256.Abs(x), e = Vector256.Exp(size * -2f);
        Vector256<float> large = (Vector256<float>.One - e) / (Vector256<float>.One + e);
        Vector256<float> square = x * x;
        // The series x - x^3/3 + 2x^5/15 - 17x^7/315 + 62x^9/2835: for |x| < 1/4 its error is below a rounding.
        Vector256<float> series = Vector256.Create(62f / 2835);
        series = series * square - Vector256.Create(17f / 315);
        series = series * square + Vector256.Create(2f / 15);
        series = series * square - Vector256.Create(1f / 3);
        Vector256<float> small = size + size * square * series;
        Vector256<float> value = Vector256.ConditionalSelect(Vector256.LessThan(size, Vector256.Create(0.25f)), small, large);
        return Vector256.CopySign(value, x);
    }
}
