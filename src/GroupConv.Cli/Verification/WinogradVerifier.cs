namespace GroupConv.Cli.Verification;

/// <summary>
/// What is promised of <see cref="ConvAlgorithm.Winograd"/>, which does not have the reference's bits: an error within its bound, and bits
/// that no tier and no thread count changes.
/// </summary>
internal sealed class WinogradVerifier
{
    /// <summary>Results checked so far.</summary>
    public long Runs { get; private set; }

    /// <summary>The greatest error so far, in the units of <see cref="WinogradError"/>.</summary>
    public double Worst { get; private set; }

    /// <summary>Checks one case; nothing of one that the algorithm is not for.</summary>
    /// <returns>A line for every run that is wrong or fails.</returns>
    public IReadOnlyList<string> Check(VerifyCase one, CancellationToken cancellation)
    {
        one = one with { Layer = one.Layer.In(TensorLayout.Nchw) };
        ConvGeometry g = one.Geometry;
        if (g.Kernel != 3 || g.Stride != 1 || g.Dilation != 1)
            return [];
        var data = new VerifyData(one);
        var failures = new List<string>();
        float[]? expected = null;
        foreach (VectorTier tier in VectorTiers.All)
        {
            var layer = new GroupedConv2d(g.Options with { Algorithm = ConvAlgorithm.Winograd, Tier = tier }, data.Weights, data.Bias);
            foreach (int threads in Verifier.ThreadCounts)
            {
                cancellation.ThrowIfCancellationRequested();
                var actual = new float[g.OutElements];
                layer.Forward(data.Input, g.Batch, g.InHeight, g.InWidth, actual, threads, cancellation);
                Runs++;
                if ((expected is null ? OverBound(g, data, actual) : Difference(g, expected, actual)) is { } failure)
                    failures.Add($"{one.Layer.Name}: Winograd on {tier} with {threads} threads: {failure}; repeat with {one.Repeat}");
                expected ??= actual;
            }
        }

        return failures;
    }

    private string? OverBound(ConvGeometry g, VerifyData data, float[] actual)
    {
        WinogradError error = WinogradError.Of(g, data, actual);
        Worst = Math.Max(Worst, error.Worst);
        return error.WithinBound
            ? null
            : FormattableString.Invariant(
                $"value {error.Index} is {error.Actual:R}, not {error.Expected:R}: {error.Worst:0.0} of a bound of {WinogradError.Bound}");
    }

    private static string? Difference(ConvGeometry g, float[] expected, float[] actual)
    {
        var comparison = BitComparison.Compare(expected, actual);
        return comparison.Same ? null : comparison.Describe(g.Batch, g.OutChannels, g.OutHeight, g.OutWidth);
    }
}
