using System.Net;
using System.Text;

namespace GroupConv.Networks.Training.Reports;

/// <summary>A report as a page of HTML.</summary>
internal static class ReportPage
{
    public static string Of(TrainingReport report)
    {
        string title = Html(report.Title);
        TrainingRun first = report.Runs[0];
        var page = new StringBuilder();
        page.Append($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title>
            <style>
            {SummaryStyle.Sheet}
            {ReportStyle.Sheet}
            </style>
            </head>
            <body>
            <header>
            <h1>{title}</h1>
            <p class="shapes">{Html(first.Network.Name)}, {first.Input} <span class="arrow">→</span> {report.Classes.Count} classes, {first.History.Count} epochs,
            {Quantity.Exact(first.Test.Confusion.Count)} samples to test with</p>
            </header>

            """);
        if (report.Runs.Count > 1)
            ComparisonSection.Append(page, report.Runs);
        foreach (TrainingRun run in report.Runs)
            AppendRun(page, run, report);
        page.Append("""
            <footer>FLOPs are twice the multiply-adds (MACs) of convolutions and linear layers, for one sample; time is that of inference with the compiled
            network, one sample at a time. The test samples take no part in the training. Scores of the training samples are taken while it goes on, each with
            the weights of its time.</footer>
            </body>
            </html>

            """);
        return page.ToString();
    }

    private static void AppendRun(StringBuilder page, TrainingRun run, TrainingReport report)
    {
        if (report.Runs.Count > 1)
            page.Append($"<h1>{Html(run.Name)}</h1>\n");
        AppendCards(page, run);
        page.Append("<section>\n<h2>Learning</h2>\n<div class=\"pair\">\n");
        page.Append(CurveChart.Of(
            "Loss", [new("training", "standard", [.. run.History.Select(epoch => epoch.TrainLoss)]), new("test", "grouped", [.. run.History.Select(epoch => epoch.TestLoss)])], "0.00"));
        page.Append(CurveChart.Of(
            "Accuracy", [new("training", "standard", [.. run.History.Select(epoch => epoch.TrainAccuracy)]), new("test", "grouped", [.. run.History.Select(epoch => epoch.TestAccuracy)])],
            "0.00", most: 1));
        page.Append("</div>\n</section>\n<section>\n<h2>What is taken for what</h2>\n<div class=\"pair\">\n");
        page.Append(ConfusionChart.Of(run.Test.Confusion, report.Classes));
        AppendScores(page, run.Test.Confusion, report.Classes);
        page.Append("</div>\n</section>\n");
    }

    private static void AppendCards(StringBuilder page, TrainingRun run)
    {
        ConfusionMatrix confusion = run.Test.Confusion;
        page.Append("<div class=\"cards\">\n");
        Card("test accuracy", Quantity.Percent(confusion.Accuracy, 1), $"loss {Quantity.ThreeDigits(run.Test.Loss)}, macro F1 {Quantity.Text(confusion.MacroF1, "0.000")}");
        Card("params", Quantity.Short(run.Params), $"{Quantity.Exact(run.Params)}, {Quantity.Short(4.0 * run.Params)}B as float");
        Card("FLOPs", Quantity.Short(run.Flops), $"2 × {Quantity.Short(run.Flops / 2.0)} MACs for a sample");
        Card("inference", $"{Quantity.ThreeDigits(run.Milliseconds)} ms", run.Milliseconds > 0 ? $"a sample, {Quantity.Short(run.Flops / run.Milliseconds * 1e3)}FLOP/s" : "a sample");
        Card("training", $"{Quantity.ThreeDigits(run.SecondsPerEpoch)} s", $"an epoch, {Quantity.ThreeDigits(run.History.Sum(epoch => epoch.Seconds))} s in all");
        page.Append("</div>\n");

        void Card(string what, string number, string detail) =>
            page.Append($"<div class=\"card\"><b>{number}</b><span>{what}</span><small>{detail}</small></div>\n");
    }

    private static void AppendScores(StringBuilder page, ConfusionMatrix confusion, IReadOnlyList<string> classes)
    {
        page.Append("<table class=\"scores\"><thead><tr><th>class</th><th class=\"n\">precision</th><th class=\"n\">recall</th><th class=\"n\">F1</th><th class=\"n\">samples</th></tr></thead><tbody>\n");
        for (int one = 0; one < classes.Count; one++)
            Row(classes[one], confusion.Precision(one), confusion.Recall(one), confusion.F1(one), confusion.Support(one), "");
        Row("mean", confusion.MacroPrecision, confusion.MacroRecall, confusion.MacroF1, confusion.Count, " class=\"best\"");
        page.Append("</tbody></table>\n");

        void Row(string name, double precision, double recall, double f1, long samples, string kind) => page.Append(
            $"<tr{kind}><td>{Html(name)}</td><td class=\"n\">{S(precision)}</td><td class=\"n\">{S(recall)}</td><td class=\"n\">{S(f1)}</td><td class=\"n\">{Quantity.Exact(samples)}</td></tr>\n");
    }

    private static string S(double score) => Quantity.Text(score, "0.000");

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
