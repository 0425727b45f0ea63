using System.Net;
using System.Text;

namespace GroupConv.Networks.Training.Reports;

/// <summary>A confusion matrix as SVG: each row is a class, divided between what its samples were taken for.</summary>
internal static class ConfusionChart
{
    private const double Cell = 64, Left = 150, Top = 22, Bottom = 112;

    // Where a cell is so full of colour that its number must be light.
    private const double Dark = 0.5;

    public static string Of(ConfusionMatrix confusion, IReadOnlyList<string> classes)
    {
        double width = Left + confusion.Classes * Cell + 8, height = Top + confusion.Classes * Cell + Bottom;
        var svg = new StringBuilder();
        svg.Append($"<svg class=\"chart confusion\" viewBox=\"0 0 {N(width)} {N(height)}\" role=\"img\" aria-label=\"Confusion matrix\">\n");
        svg.Append($"<text class=\"tick\" x=\"{N(Left - 10)}\" y=\"{N(Top - 8)}\">is</text><text x=\"{N(Left)}\" y=\"{N(Top - 8)}\">taken for</text>\n");
        for (int actual = 0; actual < confusion.Classes; actual++)
        {
            double y = Top + actual * Cell;
            svg.Append($"<text class=\"tick name\" x=\"{N(Left - 10)}\" y=\"{N(y + Cell / 2 + 4)}\">{Html(classes[actual])}</text>\n");
            for (int predicted = 0; predicted < confusion.Classes; predicted++)
                AppendCell(svg, confusion, classes, (actual, predicted), Left + predicted * Cell, y);
        }

        for (int predicted = 0; predicted < confusion.Classes; predicted++)
        {
            string at = $"{N(Left + (predicted + 0.5) * Cell + 4)} {N(Top + confusion.Classes * Cell + 14)}";
            svg.Append($"<text class=\"tick name\" transform=\"translate({at}) rotate(-38)\">{Html(classes[predicted])}</text>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void AppendCell(StringBuilder svg, ConfusionMatrix confusion, IReadOnlyList<string> classes, (int Actual, int Predicted) at, double x, double y)
    {
        long count = confusion[at.Actual, at.Predicted], support = confusion.Support(at.Actual);
        double part = support > 0 ? (double)count / support : 0;
        string colour = at.Actual == at.Predicted ? "right" : "wrong";
        svg.Append($"<g><title>{Html(classes[at.Actual])} taken for {Html(classes[at.Predicted])}: {count} of {support}</title>");
        svg.Append($"<rect class=\"cell\" x=\"{N(x + 1)}\" y=\"{N(y + 1)}\" width=\"{N(Cell - 2)}\" height=\"{N(Cell - 2)}\" rx=\"6\"/>");
        if (count > 0)
        {
            // A few mistakes shall be seen: they begin with some colour.
            double opacity = 0.12 + 0.88 * part;
            svg.Append($"<rect class=\"{colour}\" fill-opacity=\"{N(opacity)}\" x=\"{N(x + 1)}\" y=\"{N(y + 1)}\" width=\"{N(Cell - 2)}\" height=\"{N(Cell - 2)}\" rx=\"6\"/>");
            svg.Append($"<text class=\"share{(part > Dark ? " dark" : "")}\" x=\"{N(x + Cell / 2)}\" y=\"{N(y + Cell / 2 + 1)}\">{Quantity.Percent(count, support)}</text>");
            svg.Append($"<text class=\"count{(part > Dark ? " dark" : "")}\" x=\"{N(x + Cell / 2)}\" y=\"{N(y + Cell / 2 + 16)}\">{count}</text>");
        }

        svg.Append("</g>\n");
    }

    private static string Html(string text) => WebUtility.HtmlEncode(text);

    private static string N(double number) => Quantity.Text(number, "0.##");
}
