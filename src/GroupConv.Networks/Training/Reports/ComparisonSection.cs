using System.Net;
using System.Text;

namespace GroupConv.Networks.Training.Reports;

/// <summary>Several trainings side by side.</summary>
internal static class ComparisonSection
{
    public static void Append(StringBuilder page, IReadOnlyList<TrainingRun> runs)
    {
        page.Append("<section>\n<h2>Side by side</h2>\n<table><thead><tr><th></th><th class=\"n\">test accuracy</th><th class=\"n\">macro F1</th>");
        page.Append("<th class=\"n\">params</th><th class=\"n\">FLOPs</th><th class=\"n\">s an epoch</th><th class=\"n\">ms a sample</th></tr></thead><tbody>\n");
        double best = runs.Max(run => run.Test.Confusion.Accuracy);
        TrainingRun first = runs[0];
        for (int i = 0; i < runs.Count; i++)
        {
            TrainingRun run = runs[i];
            string kind = run.Test.Confusion.Accuracy == best ? " class=\"best\"" : "";
            page.Append($"<tr{kind}><td><i class=\"dot {Curve.ColourOf(i)}\"></i>{Html(run.Name)}</td>");
            page.Append($"<td class=\"n\">{Quantity.Percent(run.Test.Confusion.Accuracy, 1)}</td><td class=\"n\">{Quantity.Text(run.Test.Confusion.MacroF1, "0.000")}</td>");
            page.Append($"<td class=\"n\">{Quantity.Short(run.Params)}{Part(run.Params, first.Params)}</td><td class=\"n\">{Quantity.Short(run.Flops)}{Part(run.Flops, first.Flops)}</td>");
            page.Append($"<td class=\"n\">{Quantity.ThreeDigits(run.SecondsPerEpoch)}</td><td class=\"n\">{Quantity.ThreeDigits(run.Milliseconds)}</td></tr>\n");
        }

        page.Append("</tbody></table>\n</section>\n<section>\n<h2>Learning, side by side</h2>\n<div class=\"pair\">\n");
        page.Append(CurveChart.Of("Test loss", Curves(runs, epoch => epoch.TestLoss), "0.00"));
        page.Append(CurveChart.Of("Test accuracy", Curves(runs, epoch => epoch.TestAccuracy), "0.00", most: 1));
        page.Append("</div>\n</section>\n");
    }

    private static Curve[] Curves(IReadOnlyList<TrainingRun> runs, Func<EpochResult, double> value) =>
        [.. runs.Select((run, i) => new Curve(run.Name, Curve.ColourOf(i), [.. run.History.Select(value)]))];

    private static string Part(long one, long all) => one == all ? "" : $" <small class=\"shape\">{Quantity.Percent(one, all)}</small>";

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
