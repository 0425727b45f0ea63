using System.Net;
using System.Text;

namespace GroupConv.Networks.Training.Reports;

/// <summary>Curves over the epochs as SVG.</summary>
internal sealed class CurveChart
{
    private const double Width = 560, Height = 280, Left = 52, Right = 12, Top = 12, Bottom = 40;
    private const int MostEpochTicks = 10;
    private readonly StringBuilder _svg = new();
    private readonly IReadOnlyList<Curve> _curves;
    private readonly double _least, _most, _tick;
    private readonly int _epochs;

    private CurveChart(IReadOnlyList<Curve> curves, double? most)
    {
        _curves = curves;
        _epochs = Math.Max(1, curves.Max(curve => curve.Values.Count));
        double[] values = [.. curves.SelectMany(curve => curve.Values).Where(double.IsFinite).DefaultIfEmpty(0)];
        double least = most is null ? 0 : values.Min();
        _tick = Tick(Math.Max(1e-6, (most ?? values.Max()) - least));
        _least = Math.Floor(least / _tick) * _tick;
        _most = most ?? Math.Max(_least + _tick, Math.Ceiling(values.Max() / _tick) * _tick);
    }

    /// <param name="title">What the values are.</param>
    /// <param name="curves">The lines.</param>
    /// <param name="format">Of a value beside a line.</param>
    /// <param name="most">The greatest value that there can be; null for what there is, from 0.</param>
    public static string Of(string title, IReadOnlyList<Curve> curves, string format, double? most = null) => new CurveChart(curves, most).Draw(title, format);

    private string Draw(string title, string format)
    {
        _svg.Append($"<figure><ul class=\"legend\"><li><b>{WebUtility.HtmlEncode(title)}</b></li>");
        foreach (Curve curve in _curves)
            _svg.Append($"<li><svg width=\"18\" height=\"9\"><path class=\"line {curve.Colour}\" d=\"M1 5H17\"/></svg>{WebUtility.HtmlEncode(curve.Name)}</li>");
        _svg.Append($"</ul>\n<svg class=\"chart\" viewBox=\"0 0 {N(Width)} {N(Height)}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)} by epoch\">\n");
        for (int i = 0; _least + i * _tick <= _most + _tick / 2; i++)
        {
            double value = _least + i * _tick;
            _svg.Append($"<line class=\"{(i == 0 ? "axis" : "grid")}\" x1=\"{N(Left)}\" x2=\"{N(Width - Right)}\" y1=\"{N(Y(value))}\" y2=\"{N(Y(value))}\"/>");
            _svg.Append($"<text class=\"tick\" x=\"{N(Left - 8)}\" y=\"{N(Y(value) + 4)}\">{Quantity.Text(value, format)}</text>\n");
        }

        int step = (_epochs + MostEpochTicks - 1) / MostEpochTicks;
        for (int epoch = step; epoch <= _epochs; epoch += step)
            _svg.Append($"<text class=\"stage\" x=\"{N(X(epoch - 1))}\" y=\"{N(Height - Bottom + 18)}\">{epoch}</text>\n");
        _svg.Append($"<text class=\"stage\" x=\"{N((Left + Width - Right) / 2)}\" y=\"{N(Height - 6)}\">epoch</text>\n");
        foreach (Curve curve in _curves)
            Draw(curve, format);
        _svg.Append("</svg></figure>\n");
        return _svg.ToString();
    }

    private void Draw(Curve curve, string format)
    {
        var path = new StringBuilder();
        var dots = new StringBuilder();
        for (int epoch = 0; epoch < curve.Values.Count; epoch++)
        {
            double value = curve.Values[epoch];
            if (!double.IsFinite(value))
                continue;
            path.Append($"{(path.Length == 0 ? 'M' : 'L')}{N(X(epoch))} {N(Y(value))}");
            dots.Append($"<circle class=\"{curve.Colour}\" cx=\"{N(X(epoch))}\" cy=\"{N(Y(value))}\" r=\"3\">");
            dots.Append($"<title>{WebUtility.HtmlEncode(curve.Name)}, epoch {epoch + 1}: {Quantity.Text(value, format.Replace("0.", "0.00", StringComparison.Ordinal))}</title></circle>");
        }

        _svg.Append($"<path class=\"line {curve.Colour}\" d=\"{path}\"/>{dots}\n");
    }

    private double X(int epoch) => Left + (epoch + 0.5) / _epochs * (Width - Left - Right);

    private double Y(double value) => Height - Bottom - (value - _least) / (_most - _least) * (Height - Top - Bottom);

    /// <summary>1, 2 or 5 times a power of ten, of which four to ten make the whole.</summary>
    private static double Tick(double range)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(range)));
        return (range / power) switch { >= 5 => power, >= 2 => 0.5 * power, _ => 0.2 * power };
    }

    private static string N(double number) => Quantity.Text(number, "0.##");
}
