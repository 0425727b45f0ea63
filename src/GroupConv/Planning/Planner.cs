using GroupConv.Im2colGemm;

namespace GroupConv.Planning;

/// <summary>Query, candidates, best. The table is all that callers, tests and benchmarks need to know of the algorithms.</summary>
internal static class Planner
{
    /// <summary>Every algorithm, the definition first.</summary>
    public static IReadOnlyList<IAlgorithm> Algorithms { get; } = [new ReferenceAlgorithm(), new Im2colGemmAlgorithm()];

    public static IAlgorithm Find(ConvAlgorithm id) => Algorithms.Single(algorithm => algorithm.Id == id);

    /// <summary>A plan for each algorithm that can run the geometry, the one with the least estimated cycles first.</summary>
    public static IReadOnlyList<ConvPlan> Candidates(ConvGeometry geometry)
    {
        VectorTier tier = geometry.Options.Tier.Resolve();
        return
        [
            .. Algorithms.Where(algorithm => algorithm.WhyNot(geometry) is null)
                .Select(algorithm => algorithm.Plan(geometry, tier))
                .OrderBy(plan => plan.EstimatedCycles),
        ];
    }

    /// <exception cref="NotSupportedException">No algorithm, or not the one asked for, can run the geometry.</exception>
    public static ConvPlan Plan(ConvGeometry geometry)
    {
        ConvAlgorithm wanted = geometry.Options.Algorithm;
        if (wanted != ConvAlgorithm.Auto)
        {
            IAlgorithm algorithm = Find(wanted);
            if (algorithm.WhyNot(geometry) is { } why)
                throw new NotSupportedException($"{wanted} cannot run this layer: {why}");
            return algorithm.Plan(geometry, geometry.Options.Tier.Resolve()) with { Reason = "asked for by the caller" };
        }

        IReadOnlyList<ConvPlan> candidates = Candidates(geometry);
        return candidates.Count switch
        {
            0 => throw new NotSupportedException("no algorithm can run this layer: "
                + string.Join("; ", Algorithms.Select(algorithm => $"{algorithm.Id}: {algorithm.WhyNot(geometry)}"))),
            1 => candidates[0],
            _ => candidates[0] with { Reason = Comparison(candidates) },
        };
    }

    private static string Comparison(IReadOnlyList<ConvPlan> candidates) =>
        $"estimated {candidates[0].EstimatedCycles:E1} cycles, before "
        + string.Join(", ", candidates.Skip(1).Select(plan => $"{plan.Algorithm} with {plan.EstimatedCycles:E1}"));
}
