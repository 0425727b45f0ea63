namespace GroupConv.Networks.Training.Reports;

/// <summary>What a report's page has beside <see cref="SummaryStyle"/>.</summary>
internal static class ReportStyle
{
    public const string Sheet = """
        .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 12px 28px; align-items: start; }
        figure { margin: 0; }
        .legend b { color: var(--ink); }
        .line { fill: none; stroke-width: 2.2; stroke-linejoin: round; stroke-linecap: round; }
        .line.standard { stroke: var(--standard); } .line.pointwise { stroke: var(--pointwise); } .line.grouped { stroke: var(--grouped); }
        .line.depthwise { stroke: var(--depthwise); } .line.dense { stroke: var(--dense); } .line.other { stroke: var(--other); }
        circle.standard { fill: var(--standard); } circle.pointwise { fill: var(--pointwise); } circle.grouped { fill: var(--grouped); }
        circle.depthwise { fill: var(--depthwise); } circle.dense { fill: var(--dense); } circle.other { fill: var(--other); }
        .confusion { max-width: 560px; min-width: 0 !important; }
        .confusion .name { font-size: 13px; fill: var(--ink); }
        .confusion .cell { fill: var(--band); } .confusion .right { fill: var(--dense); } .confusion .wrong { fill: var(--grouped); }
        .confusion .share { font-size: 13px; font-weight: 600; fill: var(--ink); text-anchor: middle; }
        .confusion .count { text-anchor: middle; }
        .confusion .dark { fill: var(--on); }
        .card span { display: block; margin: 0; }
        .best td { font-weight: 650; }
        h1 + .shapes { margin-bottom: 28px; }
        td .dot { margin-right: 10px; }
        """;
}
