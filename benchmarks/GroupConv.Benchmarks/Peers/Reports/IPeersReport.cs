namespace GroupConv.Benchmarks.Peers.Reports;

/// <summary>Where the rows of <c>peers</c> go.</summary>
internal interface IPeersReport
{
    /// <param name="facts">Machine, peak and versions, a line each: no row is worth anything without them.</param>
    /// <param name="peers">Names of the columns to come.</param>
    void Begin(IEnumerable<string> facts, IReadOnlyList<string> peers);

    void Add(LayerOutcome layer);

    /// <param name="summary">A line a peer.</param>
    void End(IEnumerable<string> summary);
}
