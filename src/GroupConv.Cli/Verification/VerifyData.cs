namespace GroupConv.Cli.Verification;

/// <summary>Input, weights, bias and residual of a case, made from its seed.</summary>
internal sealed class VerifyData
{
    private const int OneSpecialIn = 500;
    private const float Untouched = 12345.678f;

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

    public VerifyData(float[] input, float[] weights, float[] bias, float[]? residual = null)
    {
        Input = input;
        Weights = weights;
        Bias = bias;
        Residual = residual ?? [];
    }

    /// <summary>[N, Cin, H, W].</summary>
    public float[] Input { get; }

    /// <summary>[Cout, Cin/G, Kh, Kw].</summary>
    public float[] Weights { get; }

    /// <summary>[Cout], or empty.</summary>
    public float[] Bias { get; }

    /// <summary>[N, Cout, OutHeight, OutWidth], or empty.</summary>
    public float[] Residual { get; }

    /// <summary>The same numbers as planes.</summary>
    /// <param name="g">The sizes and layouts that they are in.</param>
    public VerifyData InPlanes(ConvGeometry g)
    {
        var input = new float[TensorLayout.Nchw.Elements(g.Batch, g.InChannels, g.InHeight, g.InWidth)];
        TensorLayouts.Reorder(Input, g.Options.InputLayout, input, TensorLayout.Nchw, g.Batch, g.InChannels, g.InHeight, g.InWidth);
        if (Residual.Length == 0)
            return new VerifyData(input, Weights, Bias);
        var residual = new float[TensorLayout.Nchw.Elements(g.Batch, g.OutChannels, g.OutHeight, g.OutWidth)];
        TensorLayouts.Reorder(Residual, g.Options.OutputLayout, residual, TensorLayout.Nchw, g.Batch, g.OutChannels, g.OutHeight, g.OutWidth);
        return new VerifyData(input, Weights, Bias, residual);
    }

    /// <summary>Runs a layer on the input, and on the residual where there is one.</summary>
    public void Forward(GroupedConv2d layer, ConvGeometry g, float[] output, int threads)
    {
        // No output should look like what was there before.
        output.AsSpan().Fill(Untouched);
        if (Residual.Length > 0)
            layer.Forward(Input, g.Batch, g.InHeight, g.InWidth, Residual, output, threads);
        else
            layer.Forward(Input, g.Batch, g.InHeight, g.InWidth, output, threads);
    }

    /// <summary>The same, to a new array.</summary>
    public float[] Forward(GroupedConv2d layer, ConvGeometry g, int threads)
    {
        var output = new float[g.OutElements];
        Forward(layer, g, output, threads);
        return output;
    }

    private static float[] Values(Random random, long length, bool specials)
    {
        var values = new float[length];
        foreach (ref float value in values.AsSpan())
            value = specials && random.Next(OneSpecialIn) == 0 ? Specials[random.Next(Specials.Length)] : 2 * random.NextSingle() - 1;
        return values;
    }
}
