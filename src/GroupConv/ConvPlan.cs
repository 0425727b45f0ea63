using System.Globalization;
using GroupConv.Planning;

namespace GroupConv;

/// <summary>
/// How one layer will run on one input size: the algorithm, its sizes, and why. A pure function of geometry and vector tier; the number of
/// threads plays no part, and neither has any influence on the result's bits.
/// </summary>
public abstract record ConvPlan
{
    private protected ConvPlan(ConvGeometry geometry, ConvAlgorithm algorithm, VectorTier tier)
    {
        Geometry = geometry;
        Algorithm = algorithm;
        Tier = tier;
    }

    /// <summary>The sizes that were planned for.</summary>
    public ConvGeometry Geometry { get; }

    /// <summary>The algorithm; never <see cref="ConvAlgorithm.Auto"/>.</summary>
    public ConvAlgorithm Algorithm { get; }

    /// <summary>The vector width; never <see cref="VectorTier.Auto"/>.</summary>
    public VectorTier Tier { get; }

    /// <summary>Why this algorithm was chosen, or what speaks for it as a candidate, in words.</summary>
    public string Reason { get; internal init; } = "";

    /// <summary>Independent pieces that threads share out among themselves.</summary>
    public abstract long Tasks { get; }

    /// <summary>The planner's estimate of processor cycles on one core, by the cost model in docs/kernels.md; the least wins.</summary>
    public abstract double EstimatedCycles { get; }

    /// <summary>
    /// Bytes of the layer's weights in the order the kernel reads them, made once and shared by all callers. The tables of offsets beside
    /// them, of 8 to 20 bytes a tap and a vector of positions, are in no count.
    /// </summary>
    public abstract long PackedWeightBytes { get; }

    /// <summary>Bytes of working memory that one call needs whatever its threads: the padded input.</summary>
    public abstract long SharedWorkspaceBytes { get; }

    /// <summary>Bytes of working memory that one call needs for each thread.</summary>
    public abstract long WorkspaceBytesPerThread { get; }

    /// <summary>The algorithm's own sizes in words: its tile and blocks.</summary>
    public abstract string Details { get; }

    /// <summary>The plan that a layer with these options makes for this input size; no weights are needed.</summary>
    /// <param name="geometry">Sizes and options.</param>
    /// <returns>The plan; print it.</returns>
    /// <exception cref="NotSupportedException">The algorithm asked for, or every algorithm, cannot run this size.</exception>
    /// <exception cref="OverflowException">A count of the plan is over 2^63 - 1.</exception>
    public static ConvPlan Of(ConvGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        return Planner.Plan(geometry);
    }

    /// <summary>
    /// A plan for each algorithm that <see cref="ConvAlgorithm.Auto"/> chooses from and that can run these sizes, the best by the planner's
    /// estimate first.
    /// </summary>
    /// <param name="geometry">Sizes and options; the algorithm that the options ask for plays no part.</param>
    /// <returns>At least <see cref="ConvAlgorithm.Reference"/>, for any size that a span can hold.</returns>
    public static IReadOnlyList<ConvPlan> Candidates(ConvGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        return Planner.Candidates(geometry);
    }

    /// <summary>The whole plan in a few lines, the last of them <see cref="VectorTiers.PerformanceWarning"/> where there is one.</summary>
    /// <returns>Lines without a trailing line break.</returns>
    public sealed override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        {Algorithm} on {Tier}{Emulation}: {Reason}
          {Details}
          {Tasks} tasks, packed weights {Bytes(PackedWeightBytes)}, workspace {Bytes(SharedWorkspaceBytes)} + {Bytes(WorkspaceBytesPerThread)} a thread{Warning}
        """);

    private string Emulation =>
        !VectorTiers.HasFusedMultiplyAdd ? " without a fused multiply-add (slow)" : !Tier.IsAccelerated() ? ", emulated (slow)" : "";

    private static string Warning => VectorTiers.PerformanceWarning is { } warning ? $"\n  warning: {warning}" : "";

    private static string Bytes(long count) => count switch
    {
        < 1024 => $"{count} B",
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{count / 1024.0:0.#} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{count / (1024.0 * 1024.0):0.#} MiB"),
    };
}
