using System.Globalization;
using GroupConv.Im2colGemm;
using GroupConv.SpatialLanes;
using GroupConv.Winograd;

namespace GroupConv.Planning;

/// <summary>Query, candidates, best. The table is all that callers, tests and benchmarks need to know of the algorithms.</summary>
internal static class Planner
{
    /// <summary>Every algorithm, the definition first.</summary>
    public static IReadOnlyList<IAlgorithm> Algorithms { get; } = [new ReferenceAlgorithm(), new Im2colGemmAlgorithm(), new SpatialLanesAlgorithm(), new WinogradAlgorithm()];

    public static IAlgorithm Find(ConvAlgorithm id) => Algorithms.Single(algorithm => algorithm.Id == id);

    /// <summary>A plan for each algorithm that can run the geometry and gives the definition's bits, the one with the least estimated cycles first.</summary>
    public static IReadOnlyList<ConvPlan> Candidates(ConvGeometry geometry)
    {
        VectorTier tier = geometry.Options.Tier.Resolve();
        return
        [
            .. Algorithms.Where(algorithm => !algorithm.OnlyOnRequest && algorithm.WhyNot(geometry) is null)
                .Select(algorithm => algorithm.Plan(geometry, tier))
                .Select(plan => plan with { Reason = $"estimated {Cycles(plan)}" })
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
        if (candidates.Count == 0)
            throw new NotSupportedException("no algorithm can run this layer: "
                + string.Join("; ", Algorithms.Select(algorithm => $"{algorithm.Id}: {algorithm.WhyNot(geometry)}")));
        return candidates[0] with { Reason = string.Join(", before ", candidates.Select(Estimate)) };
    }

    private static string Estimate(ConvPlan plan, int rank) => rank == 0 ? plan.Reason : $"{plan.Algorithm} with {Cycles(plan)}";

    private static string Cycles(ConvPlan plan) =>
        string.Create(CultureInfo.InvariantCulture, $"{plan.EstimatedCycles / 1e6:#,0.0##} million cycles on one core");
}
