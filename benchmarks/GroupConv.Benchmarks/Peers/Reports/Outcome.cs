using GroupConv.Cli.Measurement;

namespace GroupConv.Benchmarks.Peers.Reports;

/// <summary>What came out of one contender on one layer.</summary>
/// <param name="Contender">Its name.</param>
/// <param name="Variant">What ran; the fastest of the contender's ways.</param>
/// <param name="Samples">Its times; null where it was not timed.</param>
/// <param name="WhyNot">Why it was not timed.</param>
internal sealed record Outcome(string Contender, string Variant, Samples? Samples, string? WhyNot = null)
{
    /// <summary>Of a call, the 25th percentile; not a number where it was not timed.</summary>
    public double Seconds { get; } = Samples?.P25 ?? double.NaN;

    /// <summary>The same layer was computed, but not the same result.</summary>
    public bool IsWrong { get; init; }
}

/// <summary>All contenders on one layer.</summary>
/// <param name="Name">The layer's.</param>
/// <param name="Flops">2 x MACs.</param>
/// <param name="Ours">Timed.</param>
/// <param name="Peers">In the order of the columns.</param>
internal sealed record LayerOutcome(string Name, long Flops, Outcome Ours, IReadOnlyList<Outcome> Peers)
{
    /// <summary>Share of its rounds in which other programs were busy.</summary>
    public double Disturbed { get; init; }

    /// <summary>
    /// Whether the ratios mean anything. Up to half of disturbed rounds leave the 25th percentile in the good ones, since others only
    /// ever make a call slower.
    /// </summary>
    public bool Counts => Disturbed <= 0.5;

    public double Gflops(Outcome outcome) => Flops / outcome.Seconds / 1e9;

    /// <summary>Over 1 where ours is faster; not a number where the peer was not timed.</summary>
    public double Ratio(Outcome peer) => peer.Seconds / Ours.Seconds;
}
