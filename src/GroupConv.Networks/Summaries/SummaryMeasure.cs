namespace GroupConv.Networks;

/// <summary>One of the things that a chart shows of layers.</summary>
/// <param name="Title">What it is called: <c>FLOPs</c>.</param>
/// <param name="Of">Its value for a layer.</param>
/// <param name="Total">Its value for the network.</param>
/// <param name="Unit">What stands behind a value: <c> ms</c>.</param>
internal sealed record SummaryMeasure(string Title, Func<SummaryRow, double> Of, double Total, string Unit = "")
{
    /// <summary>Those of a summary, time last and only where it is known.</summary>
    public static IReadOnlyList<SummaryMeasure> All(NetworkSummary summary)
    {
        List<SummaryMeasure> measures =
        [
            new("Params", row => row.Params, summary.Params),
            new("FLOPs", row => 2.0 * row.Macs, 2.0 * summary.Macs),
        ];
        if (summary.Milliseconds is { } total)
            measures.Add(new("Time", row => row.Milliseconds ?? 0, total, " ms"));
        return measures;
    }

    /// <summary>A value for people.</summary>
    public string Text(double value) => Unit.Length == 0 ? Quantity.Short(value) : Quantity.ThreeDigits(value) + Unit;

    /// <summary>A round value beside a line.</summary>
    public string Tick(double value) => Quantity.Round(value) + Unit;

    /// <summary>A value and its part of the whole.</summary>
    public string WithShare(double value) => $"{Text(value)} ({Quantity.Percent(value, Total)})";
}
