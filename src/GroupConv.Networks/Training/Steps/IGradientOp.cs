using System.Runtime.Intrinsics;

namespace GroupConv.Networks.Training.Steps;

/// <summary>The derivative of a function of one element, times the gradient of its result; eight at a time on every processor.</summary>
internal interface IGradientOp
{
    /// <param name="x">What the function was given.</param>
    /// <param name="y">What it made of it.</param>
    /// <param name="gradient">The loss's derivative by y.</param>
    /// <returns>The loss's derivative by x.</returns>
    Vector256<float> Of(Vector256<float> x, Vector256<float> y, Vector256<float> gradient);
}

/// <summary>1 between the limits, 0 at and beyond them, as in PyTorch.</summary>
internal readonly struct ClampGradient(OutputClamp clamp) : IGradientOp
{
    private readonly float _min = clamp.Min, _max = clamp.Max;

    public Vector256<float> Of(Vector256<float> x, Vector256<float> y, Vector256<float> gradient) =>
        gradient & Vector256.GreaterThan(x, Vector256.Create(_min)) & Vector256.LessThan(x, Vector256.Create(_max));
}

internal readonly struct LeakyReluGradient(float slope) : IGradientOp
{
    public Vector256<float> Of(Vector256<float> x, Vector256<float> y, Vector256<float> gradient) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(x, Vector256<float>.Zero), gradient, gradient * slope);
}

internal readonly struct SigmoidGradient : IGradientOp
{
    public Vector256<float> Of(Vector256<float> x, Vector256<float> y, Vector256<float> gradient) => gradient * y * (Vector256<float>.One - y);
}

internal readonly struct TanhGradient : IGradientOp
{
    public Vector256<float> Of(Vector256<float> x, Vector256<float> y, Vector256<float> gradient) => gradient * (Vector256<float>.One - y * y);
}

/// <summary>s + x s (1 - s) with s the sigmoid of x.</summary>
internal readonly struct SiluGradient : IGradientOp
{
    public Vector256<float> Of(Vector256<float> x, Vector256<float> y, Vector256<float> gradient)
    {
        Vector256<float> sigmoid = Vector256<float>.One / (Vector256<float>.One + Vector256.Exp(-x));
        return gradient * sigmoid * (Vector256<float>.One + x * (Vector256<float>.One - sigmoid));
    }
}

internal readonly struct HardSigmoidGradient(float slope, float offset) : IGradientOp
{
    public Vector256<float> Of(Vector256<float> x, Vector256<float> y, Vector256<float> gradient)
    {
        Vector256<float> line = x * slope + Vector256.Create(offset);
        return gradient * slope & Vector256.GreaterThan(line, Vector256<float>.Zero) & Vector256.LessThan(line, Vector256<float>.One);
    }
}

/// <summary>0 below -3, x / 3 + 1 / 2 up to 3, 1 beyond.</summary>
internal readonly struct HardSwishGradient : IGradientOp
{
    public Vector256<float> Of(Vector256<float> x, Vector256<float> y, Vector256<float> gradient)
    {
        Vector256<float> three = Vector256.Create(3f);
        Vector256<float> inner = gradient * (x * (1f / 3f) + Vector256.Create(0.5f));
        Vector256<float> upper = Vector256.ConditionalSelect(Vector256.GreaterThan(x, three), gradient, inner);
        return upper & Vector256.GreaterThanOrEqual(x, -three);
    }
}
