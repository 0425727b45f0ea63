namespace GroupConv.Networks;

/// <summary>The look of a summary's page. Cold colours are convolutions that connect all channels, warm ones those with groups.</summary>
internal static class SummaryStyle
{
    public const string Sheet = """
        :root {
          color-scheme: light dark;
          --paper: #f7f8fa; --card: #ffffff; --ink: #1b2330; --soft: #697386; --line: #e3e7ee; --band: #f1f4f9; --hover: #1b233014;
          --standard: #2f5fc4; --pointwise: #86aef2; --grouped: #e4632a; --depthwise: #f2a93b; --dense: #2f9e7f;
          --other: #a3acba; --accent: #2f5fc4; --on: #ffffff; --onsoft: #1b2330;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #12161d; --card: #1a202a; --ink: #e6eaf1; --soft: #93a0b4; --line: #2a3340; --band: #1f2733; --hover: #ffffff1a;
            --standard: #5b8cf5; --pointwise: #a9c6fb; --grouped: #f2804a; --depthwise: #f7c463; --dense: #4fc3a1;
            --other: #8b97aa; --accent: #7ba3f8; --on: #10141a; --onsoft: #10141a;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0 auto; padding: 40px 28px 60px; max-width: 1240px; background: var(--paper); color: var(--ink);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; font-variant-numeric: tabular-nums;
        }
        h1 { margin: 0; font-size: 34px; line-height: 1.2; letter-spacing: -0.02em; overflow-wrap: anywhere; }
        h2 { margin: 0 0 16px; font-size: 17px; letter-spacing: -0.01em; }
        .shapes { margin: 6px 0 0; color: var(--soft); }
        .arrow { margin: 0 6px; }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 16px; margin: 28px 0 20px; }
        .card, section { background: var(--card); border: 1px solid var(--line); border-radius: 14px; }
        .card { padding: 16px 20px 14px; }
        .card b { font-size: 28px; letter-spacing: -0.02em; font-weight: 650; white-space: nowrap; }
        .card span { margin-left: 8px; color: var(--soft); }
        .card small { display: block; color: var(--soft); font-size: 13px; }
        section { margin: 0 0 20px; padding: 22px 24px 20px; }
        .legend { display: flex; flex-wrap: wrap; gap: 4px 22px; margin: 0 0 14px; padding: 0; list-style: none; font-size: 13px; color: var(--soft); }
        .legend svg { margin-right: 7px; vertical-align: -1px; }
        .split { display: flex; align-items: center; gap: 12px; margin: 8px 0; }
        .split span { width: 58px; font-size: 13px; color: var(--soft); }
        .split svg { flex: 1; border-radius: 6px; background: var(--band); }
        .split rect { stroke: var(--card); stroke-width: 1.5; }
        .split g:hover { opacity: 0.85; }
        .on { font-size: 12px; font-weight: 600; fill: var(--on); } .on.pointwise, .on.depthwise, .on.other { fill: var(--onsoft); }
        rect.standard { fill: var(--standard); } rect.pointwise { fill: var(--pointwise); } rect.grouped { fill: var(--grouped); }
        rect.depthwise { fill: var(--depthwise); } rect.dense { fill: var(--dense); } rect.other { fill: var(--other); }
        i.standard { background: var(--standard); } i.pointwise { background: var(--pointwise); } i.grouped { background: var(--grouped); }
        i.depthwise { background: var(--depthwise); } i.dense { background: var(--dense); } i.other { background: var(--other); }
        .dot { display: inline-block; width: 9px; height: 9px; margin-right: 8px; border-radius: 3px; }
        .chart { display: block; width: 100%; height: auto; }
        .chart text { font-size: 11px; fill: var(--soft); }
        .chart .panel { font-size: 13px; font-weight: 600; fill: var(--ink); }
        .chart .tick { text-anchor: end; }
        .chart .stage { text-anchor: middle; }
        .chart .axis { stroke: var(--soft); stroke-opacity: 0.6; }
        .chart .grid { stroke: var(--line); }
        .chart .band0 { fill: var(--band); }
        .chart .band1 { fill: none; }
        .chart .hit { fill: transparent; }
        .chart .column:hover .hit { fill: var(--hover); }
        table { width: 100%; border-collapse: collapse; font-size: 13px; }
        th { padding: 0 14px 8px 0; text-align: left; font-weight: 600; color: var(--soft); border-bottom: 1px solid var(--line); }
        td { padding: 5px 14px 5px 0; border-bottom: 1px solid var(--line); vertical-align: middle; }
        tbody tr:last-child td { border-bottom: 0; }
        .n { text-align: right; }
        .shape { color: var(--soft); white-space: nowrap; }
        .bar { width: 22%; min-width: 200px; white-space: nowrap; }
        .bar svg { width: calc(100% - 134px); height: 10px; border-radius: 3px; background: var(--band); vertical-align: middle; }
        .bar span { display: inline-block; width: 78px; text-align: right; }
        .bar small { display: inline-block; width: 56px; text-align: right; color: var(--soft); font-size: 12px; }
        .layers td:first-child { font-weight: 500; overflow-wrap: anywhere; }
        .layers .quiet td { color: var(--soft); font-weight: 400; }
        .layers tbody tr:hover td { background: var(--band); }
        .layers .head td { padding-top: 16px; font-weight: 650; color: var(--accent); background: none; }
        footer { color: var(--soft); font-size: 13px; }
        @media (max-width: 760px) { body { padding: 20px 12px; } section { padding: 16px 12px; overflow-x: auto; } .chart { min-width: 720px; } }
        """;
}
