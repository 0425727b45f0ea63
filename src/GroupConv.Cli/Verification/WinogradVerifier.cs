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
    /// <returns>Every run that is wrong or fails.</returns>
    public IReadOnlyList<VerifyFailure> Check(VerifyCase one, CancellationToken cancellation)
    {
        ConvGeometry g = one.Geometry;
        if (!one.Wants(ConvAlgorithm.Winograd) || g.Kernel != 3 || g.Stride != 1 || g.Dilation != 1)
            return [];
        var failures = new List<VerifyFailure>();
        var data = new VerifyData(one);
        float[] expected = [];
        if (VerifyFailure.ReasonOf(() => expected = Expected(one, data, failures)) is { } reason)
            return [new VerifyFailure(one.Pinned(ConvAlgorithm.Winograd, VectorTier.Scalar, threads: 1), reason)];
        foreach (VectorTier tier in one.Tiers)
        {
            GroupedConv2d layer = Layer(g, data, tier);
            foreach (int threads in one.ThreadCounts)
            {
                cancellation.ThrowIfCancellationRequested();
                float[] actual = [];
                string? wrong = VerifyFailure.ReasonOf(() => actual = data.Forward(layer, g, threads));
                Runs++;
                if (wrong is null && BitComparison.Compare(expected, actual) is { Same: false } comparison)
                    wrong = comparison.Describe(Verifier.Shape(g));
                if (wrong is not null)
                    failures.Add(new VerifyFailure(one.Pinned(ConvAlgorithm.Winograd, tier, threads), wrong));
            }
        }

        return failures;
    }

    /// <summary>The result on planes, one float and one thread at a time, checked against its bound; in the layout of the output.</summary>
    private float[] Expected(VerifyCase one, VerifyData data, List<VerifyFailure> failures)
    {
        ConvGeometry g = one.Geometry, planes = one.Layer.In(TensorLayout.Nchw).Geometry;
        VerifyData inPlanes = data.InPlanes(g);
        float[] result = inPlanes.Forward(Layer(planes, inPlanes, VectorTier.Scalar), planes, threads: 1);
        WinogradError error = WinogradError.Of(planes, inPlanes, result);
        Worst = Math.Max(Worst, error.Worst);
        if (!error.WithinBound)
            failures.Add(new VerifyFailure(one.Pinned(ConvAlgorithm.Winograd, VectorTier.Scalar, threads: 1), FormattableString.Invariant(
                $"value {error.Index} is {error.Actual:R}, not {error.Expected:R}: {error.Worst:0.0} of a bound of {WinogradError.Bound}")));
        var expected = new float[g.OutElements];
        TensorLayouts.Reorder(result, TensorLayout.Nchw, expected, g.Options.OutputLayout, g.Batch, g.OutChannels, g.OutHeight, g.OutWidth);
        return expected;
    }

    private static GroupedConv2d Layer(ConvGeometry g, VerifyData data, VectorTier tier) =>
        new(g.Options with { Algorithm = ConvAlgorithm.Winograd, Tier = tier }, data.Weights, data.Bias);
}
