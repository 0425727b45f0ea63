using System.Net;
using System.Text;
using GroupConv.Networks.Files;

namespace GroupConv.Networks;

/// <summary>A summary as a page of HTML with charts.</summary>
internal static class SummaryPage
{
    private const double SplitWidth = 1040, LeastLabelled = 52;

    public static string Of(NetworkSummary summary)
    {
        IReadOnlyList<SummaryMeasure> measures = SummaryMeasure.All(summary);
        IReadOnlyList<SummaryStage> stages = SummaryStage.Of(summary.Rows);
        string name = Html(summary.Network.Name);
        var page = new StringBuilder();
        page.Append($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{name}</title>
            <style>
            {SummaryStyle.Sheet}
            </style>
            </head>
            <body>
            <header>
            <h1>{name}</h1>
            <p class="shapes">{Html(string.Join(", ", summary.Inputs))} <span class="arrow">→</span> {Html(string.Join(", ", summary.Outputs))}</p>
            </header>

            """);
        AppendCards(page, summary);
        page.Append("<section>\n<h2>What kind of layers</h2>\n");
        AppendClasses(page, summary.Rows, measures);
        page.Append("</section>\n<section>\n<h2>Layer by layer</h2>\n");
        page.Append(SummaryChart.Of(stages, measures));
        page.Append("</section>\n<section>\n<h2>Stage by stage</h2>\n");
        AppendStages(page, stages, measures);
        page.Append("</section>\n<section>\n<h2>All layers</h2>\n");
        AppendLayers(page, stages, measures);
        page.Append("""
            </section>
            <footer>FLOPs are twice the multiply-adds (MACs) of convolutions and linear layers; biases, norms, activations and poolings are not counted.
            Params are those that are trained.</footer>
            </body>
            </html>

            """);
        return page.ToString();
    }

    private static void AppendCards(StringBuilder page, NetworkSummary summary)
    {
        page.Append("<div class=\"cards\">\n");
        Card("params", Quantity.Short(summary.Params), $"{Quantity.Exact(summary.Params)}, {Quantity.Short(4.0 * summary.Params)}B as float");
        Card("FLOPs", Quantity.Short(2.0 * summary.Macs), $"2 × {Quantity.Short(summary.Macs)} MACs");
        if (summary.Milliseconds is { } time)
            Card("time", $"{Quantity.ThreeDigits(time)} ms", time > 0 ? $"{Quantity.Short(2.0 * summary.Macs / time * 1e3)}FLOP/s" : "");
        Card("layers", Quantity.Exact(summary.Rows.Count), $"{summary.Rows.Count(row => row.Macs > 0)} of them with MACs");
        page.Append("</div>\n");

        void Card(string what, string number, string detail) =>
            page.Append($"<div class=\"card\"><b>{number}</b><span>{what}</span><small>{detail}</small></div>\n");
    }

    /// <summary>A line for each measure, divided between the kinds of layers; and the legend of all charts.</summary>
    private static void AppendClasses(StringBuilder page, IReadOnlyList<SummaryRow> rows, IReadOnlyList<SummaryMeasure> measures)
    {
        page.Append("<ul class=\"legend\">");
        foreach (LayerClass kind in LayerClass.All.Where(kind => rows.Any(row => LayerClass.Of(row.Node.Layer) == kind)))
            page.Append($"<li><svg width=\"11\" height=\"11\"><rect class=\"{kind.Id}\" width=\"11\" height=\"11\" rx=\"3\"/></svg>{kind.Title}</li>");
        page.Append("</ul>\n");
        foreach (SummaryMeasure measure in measures)
        {
            page.Append($"<div class=\"split\"><span>{measure.Title}</span><svg viewBox=\"0 0 {N(SplitWidth)} 28\">");
            foreach ((LayerClass kind, double value, double before) in Parts(rows, measure))
            {
                double x = SplitWidth * before / measure.Total, width = SplitWidth * value / measure.Total;
                page.Append($"<g><title>{kind.Title}\n{measure.Title}: {measure.WithShare(value)}</title>");
                page.Append($"<rect class=\"{kind.Id}\" x=\"{N(x)}\" width=\"{N(width)}\" height=\"28\"/>");
                if (width >= LeastLabelled)
                    page.Append($"<text class=\"on {kind.Id}\" x=\"{N(x + 9)}\" y=\"18.5\">{Quantity.Percent(value, measure.Total)}</text>");
                page.Append("</g>");
            }

            page.Append("</svg></div>\n");
        }
    }

    /// <summary>What each kind of layers has of a measure, and what those before it have together.</summary>
    private static IEnumerable<(LayerClass Kind, double Value, double Before)> Parts(IReadOnlyList<SummaryRow> rows, SummaryMeasure measure)
    {
        double before = 0;
        foreach (LayerClass kind in LayerClass.All)
        {
            double value = rows.Where(row => LayerClass.Of(row.Node.Layer) == kind).Sum(measure.Of);
            if (value > 0)
                yield return (kind, value, before);
            before += value;
        }
    }

    private static void AppendStages(StringBuilder page, IReadOnlyList<SummaryStage> stages, IReadOnlyList<SummaryMeasure> measures)
    {
        page.Append("<table class=\"stages\">\n<thead><tr><th>stage<th class=\"n\">layers<th>output");
        foreach (SummaryMeasure measure in measures)
            page.Append($"<th>{measure.Title}");
        page.Append("</thead>\n<tbody>\n");
        double[] tops = [.. measures.Select(measure => stages.Select(stage => stage.Rows.Sum(measure.Of)).DefaultIfEmpty().Max())];
        foreach (SummaryStage stage in stages)
        {
            page.Append($"<tr><td>{Html(stage.Name)}<td class=\"n\">{stage.Rows.Count}<td class=\"shape\">{stage.Rows[^1].Output}");
            for (int i = 0; i < measures.Count; i++)
                AppendBar(page, stage.Rows, tops[i], measures[i]);
            page.Append('\n');
        }

        page.Append("</tbody>\n</table>\n");
    }

    private static void AppendLayers(StringBuilder page, IReadOnlyList<SummaryStage> stages, IReadOnlyList<SummaryMeasure> measures)
    {
        page.Append("<table class=\"layers\">\n<thead><tr><th>layer<th>kind<th>details<th>output");
        foreach (SummaryMeasure measure in measures)
            page.Append($"<th class=\"n\">{measure.Title}");
        page.Append("</thead>\n");
        foreach (SummaryStage stage in stages)
        {
            page.Append($"<tbody>\n<tr class=\"head\"><td colspan=\"{4 + measures.Count}\">{Html(stage.Name)}\n");
            foreach (SummaryRow row in stage.Rows)
            {
                string quiet = measures.Any(measure => measure.Of(row) > 0) ? "" : " class=\"quiet\"";
                page.Append($"<tr{quiet}><td>{Html(row.Node.Name)}");
                page.Append($"<td><i class=\"dot {LayerClass.Of(row.Node.Layer).Id}\"></i>{row.Node.Layer.Kind}");
                page.Append($"<td>{Html(row.Node.Layer.Details)}<td class=\"shape\">{row.Output}");
                foreach (SummaryMeasure measure in measures)
                    page.Append($"<td class=\"n\">{(measure.Of(row) > 0 ? measure.Text(measure.Of(row)) : "")}");
                page.Append('\n');
            }

            page.Append("</tbody>\n");
        }

        page.Append("</table>\n");
    }

    private static void AppendBar(StringBuilder page, IReadOnlyList<SummaryRow> rows, double top, SummaryMeasure measure)
    {
        double total = rows.Sum(measure.Of);
        page.Append("<td class=\"bar\"><svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\">");
        foreach ((LayerClass kind, double value, double before) in Parts(rows, measure))
        {
            page.Append($"<rect class=\"{kind.Id}\" x=\"{N(100 * before / top)}\" width=\"{N(100 * value / top)}\" height=\"10\">");
            page.Append($"<title>{kind.Title}\n{measure.Title}: {measure.WithShare(value)}</title></rect>");
        }

        page.Append($"</svg><span>{measure.Text(total)}</span><small>{Quantity.Percent(total, measure.Total)}</small>");
    }

    private static string Html(string text) => WebUtility.HtmlEncode(VisibleText.Of(text));

    private static string N(double number) => Quantity.Text(number, "0.##");
}
