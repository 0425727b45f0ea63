namespace GroupConv.Cli.Verification;

/// <summary>Runs cases in every way there is and compares each result with the reference's.</summary>
internal sealed class Verifier
{
    // As an algorithm the reference is the same loops once more: worth a run only where that is cheap.
    private const long MostReferenceMacs = 20_000_000;

    private readonly SortedSet<int> _threadsRun = [];

    private readonly SortedSet<VectorTier> _tiersRun = [];

    private readonly OutputHash _hash = new();

    /// <summary>One, two, and more than there are processors.</summary>
    public static IReadOnlyList<int> ThreadCounts { get; } = [1, 2, Math.Max(3, Environment.ProcessorCount + 1)];

    /// <summary>Of the reference's outputs so far: the same on every machine.</summary>
    public ulong Hash => _hash.Value;

    /// <summary>Runs so far, those that failed among them.</summary>
    public long Runs { get; private set; }

    /// <summary>Values compared so far.</summary>
    public long Values { get; private set; }

    /// <summary>The numbers of threads of these runs.</summary>
    public IReadOnlyCollection<int> ThreadsRun => _threadsRun;

    /// <summary>Their tiers.</summary>
    public IReadOnlyCollection<VectorTier> TiersRun => _tiersRun;

    /// <summary>Checks one case.</summary>
    /// <returns>Every run that differs or fails.</returns>
    public IReadOnlyList<VerifyFailure> Check(VerifyCase one, CancellationToken cancellation)
    {
        ConvGeometry g = one.Geometry;
        var data = new VerifyData(one);
        var expected = new float[g.OutElements];
        ReferenceConvolution.Forward(g, data.Input, data.Weights, data.Bias, data.Residual, expected);
        _hash.Add(expected);

        var failures = new List<VerifyFailure>();
        var actual = new float[g.OutElements];
        var any = new GroupedConv2d(g.Options with { Algorithm = ConvAlgorithm.Auto }, data.Weights, data.Bias);
        foreach (ConvAlgorithm algorithm in any.Candidates(g.InHeight, g.InWidth, g.Batch).Select(plan => plan.Algorithm).Where(one.Wants))
        {
            foreach ((VectorTier tier, IReadOnlyList<int> threadCounts) in Ways(algorithm, one))
            {
                var layer = new GroupedConv2d(g.Options with { Algorithm = algorithm, Tier = tier }, data.Weights, data.Bias);
                foreach (int threads in threadCounts)
                {
                    cancellation.ThrowIfCancellationRequested();
                    Runs++;
                    _tiersRun.Add(tier);
                    _threadsRun.Add(threads);
                    if (Difference(layer, g, data, expected, actual, threads) is { } difference)
                        failures.Add(new VerifyFailure(one.Pinned(algorithm, tier, threads), difference));
                }
            }
        }

        return failures;
    }

    /// <summary>The reference knows neither vectors nor threads.</summary>
    private static IEnumerable<(VectorTier Tier, IReadOnlyList<int> ThreadCounts)> Ways(ConvAlgorithm algorithm, VerifyCase one)
    {
        if (algorithm != ConvAlgorithm.Reference)
            return one.Tiers.Select(tier => (tier, one.ThreadCounts));
        ConvGeometry g = one.Geometry;
        return g.OutElements * g.Taps <= MostReferenceMacs ? [(VectorTier.Scalar, [1])] : [];
    }

    /// <summary>The output's shape in its layout.</summary>
    public static int[] Shape(ConvGeometry g)
    {
        int block = g.Options.OutputLayout.ChannelBlock();
        int blocks = (g.OutChannels + block - 1) / block;
        return block == 1 ? [g.Batch, blocks, g.OutHeight, g.OutWidth] : [g.Batch, blocks, g.OutHeight, g.OutWidth, block];
    }

    private string? Difference(GroupedConv2d layer, ConvGeometry g, VerifyData data, float[] expected, float[] actual, int threads)
    {
        if (VerifyFailure.ReasonOf(() => data.Forward(layer, g, actual, threads)) is { } reason)
            return reason;
        Values += actual.Length;
        var comparison = BitComparison.Compare(expected, actual);
        return comparison.Same ? null : comparison.Describe(Shape(g));
    }
}
