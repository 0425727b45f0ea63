using System.Globalization;
using GroupConv.ChannelLanes;
using GroupConv.Depthwise;
using GroupConv.Im2colGemm;
using GroupConv.Memory;
using GroupConv.SpatialLanes;
using GroupConv.Winograd;

namespace GroupConv.Planning;

/// <summary>Query, candidates, best. The table is all that callers, tests and benchmarks need to know of the algorithms.</summary>
internal static class Planner
{
    /// <summary>Every algorithm, the definition first.</summary>
    public static IReadOnlyList<IAlgorithm> Algorithms { get; } =
    [
        new ReferenceAlgorithm(),
        new Im2colGemmAlgorithm(),
        new SpatialLanesAlgorithm(),
        new ChannelLanesAlgorithm(),
        new DepthwiseAlgorithm(),
        new WinogradAlgorithm(),
    ];

    /// <summary>A plan for each algorithm that can run the geometry and gives the definition's bits, the one with the least estimated cycles first.</summary>
    public static IReadOnlyList<ConvPlan> Candidates(ConvGeometry geometry) =>
    [
        .. Algorithms.Where(algorithm => !algorithm.OnlyOnRequest && WhyNot(algorithm, geometry) is null)
            .Select(algorithm => PlanOf(algorithm, geometry))
            .Select(plan => plan with { Reason = $"estimated {Cycles(plan)}" })
            .OrderBy(plan => plan.EstimatedCycles),
    ];

    /// <exception cref="NotSupportedException">No algorithm, or not the one asked for, can run the geometry.</exception>
    public static ConvPlan Plan(ConvGeometry geometry)
    {
        ConvAlgorithm wanted = geometry.Options.Algorithm;
        if (wanted != ConvAlgorithm.Auto)
        {
            IAlgorithm algorithm = Find(wanted);
            if (WhyNot(algorithm, geometry) is { } why)
                throw new NotSupportedException($"{wanted} cannot run this layer: {why}");
            return PlanOf(algorithm, geometry) with { Reason = "asked for by the caller" };
        }

        IReadOnlyList<ConvPlan> candidates = Candidates(geometry);
        if (candidates.Count == 0)
            throw new NotSupportedException("no algorithm can run this layer: "
                + string.Join("; ", Algorithms.Select(algorithm => $"{algorithm.Id}: {WhyNot(algorithm, geometry)}")));
        return candidates[0] with { Reason = string.Join(", before ", candidates.Select(Estimate)) };
    }

    /// <summary>A plan made ready for calls.</summary>
    public static IPreparedConv Prepare(ConvPlan plan, LayerWeights weights)
    {
        SlowProcess.WarnOnce();
        return plan is ReorderedPlan reordered
            ? new ReorderedConv(reordered, Find(plan.Algorithm).Prepare(reordered.Planes, weights))
            : Find(plan.Algorithm).Prepare(plan, weights);
    }

    private static IAlgorithm Find(ConvAlgorithm id) => Algorithms.Single(algorithm => algorithm.Id == id);

    /// <summary>Whether the algorithm reads and writes the layouts itself.</summary>
    private static bool RunsAsIs(IAlgorithm algorithm, ConvGeometry geometry) =>
        geometry.IsPlanes || (algorithm.RunsBlocks && algorithm.WhyNot(geometry) is null);

    private static string? WhyNot(IAlgorithm algorithm, ConvGeometry geometry)
    {
        try
        {
            return Objection(algorithm, geometry);
        }
        catch (OverflowException)
        {
            return "a count of its plan is over 2^63 - 1";
        }
    }

    private static string? Objection(IAlgorithm algorithm, ConvGeometry geometry) =>
        geometry.WeightElements > PinnedBuffer.MaxLength ? $"the weights have {geometry.WeightElements} elements, over {PinnedBuffer.MaxLength}"
        : geometry.HasOutputHalo && !(algorithm.WritesHalo && RunsAsIs(algorithm, geometry)) ? "it writes no halo here"
        : RunsAsIs(algorithm, geometry) ? algorithm.WhyNot(geometry)
        : algorithm.WhyNot(geometry.AsPlanes()) ?? ReorderedPlan.WhyNot(geometry);

    private static ConvPlan PlanOf(IAlgorithm algorithm, ConvGeometry geometry)
    {
        VectorTier tier = geometry.Options.Tier.Resolve();
        return RunsAsIs(algorithm, geometry)
            ? algorithm.Plan(geometry, tier)
            : new ReorderedPlan(geometry, algorithm.Plan(geometry.AsPlanes(), tier));
    }

    private static string Estimate(ConvPlan plan, int rank) => rank == 0 ? plan.Reason : $"{plan.Algorithm} with {Cycles(plan)}";

    private static string Cycles(ConvPlan plan) =>
        string.Create(CultureInfo.InvariantCulture, $"{plan.EstimatedCycles / 1e6:#,0.0##} million cycles on one core");
}
