namespace GroupConv.Cli.Verification;

/// <summary>Input, weights, bias and residual of a case, made from its seed.</summary>
internal sealed class VerifyData
{
    private const int OneSpecialIn = 500;

    private static readonly float[] Specials =
        [float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f, float.Epsilon, -float.Epsilon, float.MaxValue, 1e-40f];

    public VerifyData(VerifyCase one)
    {
        Random random = RandomGeometry.Generator(one.Seed + 1);
        ConvGeometry g = one.Geometry;
        Input = Values(random, g.InElements, one.WithSpecials);
        Weights = Values(random, g.WeightElements, one.WithSpecials);
        Bias = Values(random, g.Options.Bias ? g.OutChannels : 0, one.WithSpecials);
        Residual = Values(random, one.WithResidual ? g.OutElements : 0, one.WithSpecials);
    }

    public VerifyData(float[] input, float[] weights, float[] bias)
    {
        Input = input;
        Weights = weights;
        Bias = bias;
        Residual = [];
    }

    /// <summary>[N, Cin, H, W].</summary>
    public float[] Input { get; }

    /// <summary>[Cout, Cin/G, Kh, Kw].</summary>
    public float[] Weights { get; }

    /// <summary>[Cout], or empty.</summary>
    public float[] Bias { get; }

    /// <summary>[N, Cout, OutHeight, OutWidth], or empty.</summary>
    public float[] Residual { get; }

    private static float[] Values(Random random, long length, bool specials)
    {
        var values = new float[length];
        foreach (ref float value in values.AsSpan())
            value = specials && random.Next(OneSpecialIn) == 0 ? Specials[random.Next(Specials.Length)] : 2 * random.NextSingle() - 1;
        return values;
    }
}
