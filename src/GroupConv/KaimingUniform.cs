namespace GroupConv;

/// <summary>The initial weights of PyTorch's <c>nn.Conv2d</c> (He et al., 2015), from a seed.</summary>
internal static class KaimingUniform
{
    public static float[] Weights(GroupedConv2dOptions options, int seed, out float[] bias)
    {
        if (options.WeightElements > Array.MaxLength)
            throw new ArgumentException($"weights of shape {options.WeightShapeText} do not fit one array, {Array.MaxLength} elements");
        // kaiming_uniform_(a = sqrt 5) has the bound sqrt(6 / (1 + a^2) / fan_in) = 1 / sqrt(fan_in).
        double fanIn = (double)options.InChannelsPerGroup * options.Kernel.Height * options.Kernel.Width;
        float bound = (float)(1 / Math.Sqrt(fanIn));
        var random = new Random(seed);
        float[] weights = Uniform(random, (int)options.WeightElements, bound);
        bias = Uniform(random, options.Bias ? options.OutChannels : 0, bound);
        return weights;
    }

    private static float[] Uniform(Random random, int length, float bound)
    {
        var values = new float[length];
        foreach (ref float value in values.AsSpan())
            value = (2 * random.NextSingle() - 1) * bound;
        return values;
    }
}
