using System.Net;
using System.Text;
using GroupConv.Networks.Files;

namespace GroupConv.Networks;

/// <summary>
/// Bars along the network as SVG: a panel for each measure, one above the other, so that a layer's bars stand in one column; behind them
/// the stages. Pointing at a column says what the layer is.
/// </summary>
internal sealed class SummaryChart
{
    private const double Width = 1120, Left = 58, Right = 8, Top = 30, PanelHeight = 132, Gap = 40, LabelHeight = 30;

    // Of the font in the style sheet, about.
    private const double CharWidth = 6.4;

    private readonly StringBuilder _svg = new();
    private readonly IReadOnlyList<SummaryMeasure> _measures;
    private readonly List<(SummaryStage Stage, List<SummaryRow> Rows)> _stages;
    private readonly double _step;

    private SummaryChart(IReadOnlyList<SummaryStage> stages, IReadOnlyList<SummaryMeasure> measures)
    {
        _measures = measures;
        _stages = [.. stages.Select(stage => (Stage: stage, Rows: stage.Rows.Where(IsShown).ToList())).Where(stage => stage.Rows.Count > 0)];
        _step = (Width - Left - Right) / Math.Max(1, _stages.Sum(stage => stage.Rows.Count));
    }

    private double PanelsEnd => Top + _measures.Count * (PanelHeight + Gap) - Gap;

    /// <summary>The chart, or nothing where no layer has anything to show.</summary>
    public static string Of(IReadOnlyList<SummaryStage> stages, IReadOnlyList<SummaryMeasure> measures)
    {
        var chart = new SummaryChart(stages, measures);
        return chart._stages.Count == 0 ? "" : chart.Draw();
    }

    /// <summary>Batch norms have a few params each, which would double the columns and not be seen.</summary>
    private static bool IsShown(SummaryRow row) => row.Macs > 0 || row.Milliseconds > 0 || (row.Params > 0 && row.Node.Layer is not BatchNorm2d);

    private string Draw()
    {
        double height = PanelsEnd + LabelHeight;
        _svg.Append($"<svg class=\"chart\" viewBox=\"0 0 {N(Width)} {N(height)}\" role=\"img\" aria-label=\"Bars by layer\">\n");
        DrawStages();
        double[] tops = [.. _measures.Select(Scale)];
        DrawColumns(tops);
        _svg.Append("</svg>\n");
        return _svg.ToString();
    }

    private void DrawStages()
    {
        double x = Left;
        for (int i = 0; i < _stages.Count; i++)
        {
            double width = _stages[i].Rows.Count * _step;
            _svg.Append($"<rect class=\"band{i % 2}\" x=\"{N(x)}\" y=\"{N(Top - 6)}\" width=\"{N(width)}\" height=\"{N(PanelsEnd - Top + 6)}\"/>\n");
            string name = _stages[i].Stage.Name, last = name[(name.LastIndexOfAny(['.', '/']) + 1)..];
            string? label = Fits(name, width) ? name : Fits(last, width) ? last : null;
            if (label is not null)
                _svg.Append($"<text class=\"stage\" x=\"{N(x + width / 2)}\" y=\"{N(PanelsEnd + 18)}\">{WebUtility.HtmlEncode(VisibleText.Of(label))}</text>\n");
            x += width;
        }
    }

    private static bool Fits(string text, double width) => text.Length * CharWidth <= width;

    /// <summary>Draws title and lines of a panel, and returns the value at its top.</summary>
    private double Scale(SummaryMeasure measure, int panel)
    {
        double floor = Floor(panel);
        double most = _stages.Max(stage => stage.Rows.Max(measure.Of));
        _svg.Append($"<text class=\"panel\" x=\"{N(Left)}\" y=\"{N(floor - PanelHeight - 12)}\">{measure.Title}</text>\n");
        _svg.Append($"<line class=\"axis\" x1=\"{N(Left)}\" x2=\"{N(Width - Right)}\" y1=\"{N(floor)}\" y2=\"{N(floor)}\"/>\n");
        if (most <= 0)
            return 1;
        double tick = Tick(most);
        for (int i = 1; i * tick <= most; i++)
        {
            double y = floor - i * tick / most * PanelHeight;
            _svg.Append($"<line class=\"grid\" x1=\"{N(Left)}\" x2=\"{N(Width - Right)}\" y1=\"{N(y)}\" y2=\"{N(y)}\"/>\n");
            _svg.Append($"<text class=\"tick\" x=\"{N(Left - 8)}\" y=\"{N(y + 4)}\">{measure.Tick(i * tick)}</text>\n");
        }

        return most;
    }

    /// <summary>1, 2 or 5 times a power of ten, of which two to four are below the highest value.</summary>
    private static double Tick(double most)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(most)));
        return (most / power) switch { >= 5 => 2 * power, >= 2 => power, _ => 0.5 * power };
    }

    private void DrawColumns(double[] tops)
    {
        double x = Left;
        foreach ((SummaryStage stage, SummaryRow row) in _stages.SelectMany(stage => stage.Rows.Select(row => (stage.Stage, row))))
        {
            _svg.Append("<g class=\"column\">");
            _svg.Append($"<title>{WebUtility.HtmlEncode(Description(row, stage))}</title>");
            _svg.Append($"<rect class=\"hit\" x=\"{N(x)}\" y=\"{N(Top - 6)}\" width=\"{N(_step)}\" height=\"{N(PanelsEnd - Top + 6)}\"/>");
            for (int panel = 0; panel < _measures.Count; panel++)
                DrawBar(x, Floor(panel), _measures[panel].Of(row) / tops[panel] * PanelHeight, LayerClass.Of(row.Node.Layer).Id);
            _svg.Append("</g>\n");
            x += _step;
        }
    }

    private void DrawBar(double x, double floor, double height, string id)
    {
        if (height <= 0)
            return;
        double shown = Math.Max(1, height), width = Math.Max(0.75 * _step, Math.Min(_step, 1));
        _svg.Append($"<rect class=\"{id}\" x=\"{N(x + (_step - width) / 2)}\" y=\"{N(floor - shown)}\" ");
        _svg.Append($"width=\"{N(width)}\" height=\"{N(shown)}\" rx=\"{N(Math.Min(2, width / 4))}\"/>");
    }

    private string Description(SummaryRow row, SummaryStage stage)
    {
        IEnumerable<string> values = _measures.Select(measure => $"{measure.Title}: {measure.WithShare(measure.Of(row))}");
        return string.Join('\n', [VisibleText.Of(row.Node.Name), row.LayerText, $"{row.InputText} \u2192 {row.Output}", .. values, $"in {VisibleText.Of(stage.Name)}"]);
    }

    private static double Floor(int panel) => Top + PanelHeight + panel * (PanelHeight + Gap);

    private static string N(double number) => Quantity.Text(number, "0.##");
}
