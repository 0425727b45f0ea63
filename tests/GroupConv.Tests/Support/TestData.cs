namespace GroupConv.Tests.Support;

/// <summary>Numbers to convolve, from a seed.</summary>
internal static class TestData
{
    /// <summary>Uniform in [-1, 1).</summary>
    public static float[] Uniform(long length, int seed)
    {
        var random = new Random(seed);
        var values = new float[length];
        foreach (ref float value in values.AsSpan())
            value = 2 * random.NextSingle() - 1;
        return values;
    }

    /// <summary>Integers in [-4, 4]: their sums of products are exact in float up to 2^24.</summary>
    public static float[] Integers(long length, int seed)
    {
        var random = new Random(seed);
        var values = new float[length];
        foreach (ref float value in values.AsSpan())
            value = random.Next(-4, 5);
        return values;
    }

    /// <summary>Every algorithm that can run a layer and gives the bits of the definition.</summary>
    public static IEnumerable<ConvAlgorithm> Algorithms(GroupedConv2dOptions options, int height, int width) =>
        ConvPlan.Candidates(new ConvGeometry(options, batch: 1, height, width)).Select(plan => plan.Algorithm);

    /// <summary>The layer's output by the definition.</summary>
    public static float[] Reference(GroupedConv2d layer, int batch, int height, int width, float[] input)
    {
        ConvGeometry geometry = layer.Geometry(height, width, batch);
        var output = new float[geometry.OutElements];
        ReferenceConvolution.Forward(geometry, input, layer.Weights, layer.Bias, output);
        return output;
    }

    /// <summary>The layer's output by the planner's choice.</summary>
    public static float[] Run(GroupedConv2d layer, int batch, int height, int width, float[] input, int maxThreads = 0)
    {
        var output = new float[layer.Geometry(height, width, batch).OutElements];
        layer.Forward(input, batch, height, width, output, maxThreads);
        return output;
    }
}
