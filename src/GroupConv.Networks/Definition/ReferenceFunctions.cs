using System.Runtime.Intrinsics;

namespace GroupConv.Networks.Definition;

/// <summary>The functions of one number that layers apply to each element, with the order of every rounding.</summary>
internal static class ReferenceFunctions
{
    public static float Of(Layer layer, float x) => layer switch
    {
        Identity or Dropout => x,
        ReLU => OutputClamp.Relu.Apply(x),
        ReLU6 => OutputClamp.Relu6.Apply(x),
        Clamp clamp => new OutputClamp(clamp.Min, clamp.Max).Apply(x),
        LeakyReLU leaky => x < 0 ? x * leaky.Slope : x,
        Sigmoid => 1 / (1 + Exp(-x)),
        Tanh => HyperbolicTangent(x),
        SiLU => x / (1 + Exp(-x)),
        HardSigmoid hard => MathF.Min(MathF.Max(x * hard.Slope + hard.Offset, 0), 1),
        HardSwish => x * MathF.Min(MathF.Max(x + 3, 0), 6) * (1f / 6),
        _ => throw new NotSupportedException($"{layer.Kind} is not a function of one element"),
    };

    /// <summary>The exponential function of the .NET runtime's vectors, whose bits differ from <see cref="MathF.Exp"/>'s.</summary>
    public static float Exp(float x) => Vector256.Exp(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>(1 - exp(-2|x|)) / (1 + exp(-2|x|)) with the sign of x; below 1/4, where that would cancel, the Taylor series up to x^9.</summary>
    private static float HyperbolicTangent(float x)
    {
        float size = MathF.Abs(x), square = x * x;
        if (size < 0.25f)
        {
            float series = 62f / 2835;
            series = series * square - 17f / 315;
            series = series * square + 2f / 15;
            series = series * square - 1f / 3;
            return MathF.CopySign(size + size * square * series, x);
        }

        float e = Exp(size * -2);
        return MathF.CopySign((1 - e) / (1 + e), x);
    }
}
