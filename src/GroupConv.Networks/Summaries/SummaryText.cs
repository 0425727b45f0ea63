using System.Text;
using GroupConv.Networks.Files;

namespace GroupConv.Networks;

/// <summary>A summary as aligned text.</summary>
internal static class SummaryText
{
    private const string Between = "  ";

    public static string Of(NetworkSummary summary)
    {
        bool isTimed = summary.Milliseconds is not null;
        string[] heads = isTimed
            ? ["layer", "kind", "details", "input", "output", "params", "MACs", "ms", "time"]
            : ["layer", "kind", "details", "input", "output", "params", "MACs"];
        List<string[]> lines = [heads, .. summary.Rows.Select(row => Cells(row, summary))];
        string[] total = ["total", $"{summary.Rows.Count} layers", "", "", "", Quantity.Exact(summary.Params), Quantity.Exact(summary.Macs)];
        lines.Add(isTimed ? [.. total, Milliseconds(summary.Milliseconds!.Value), ""] : total);

        int[] widths = [.. Enumerable.Range(0, heads.Length).Select(column => lines.Max(line => line[column].Length))];
        var text = new StringBuilder();
        text.Append($"{VisibleText.Of(summary.Network.Name)}: {string.Join(", ", summary.Inputs)} -> {string.Join(", ", summary.Outputs)}\n\n");
        string rule = new('-', widths.Sum() + Between.Length * (widths.Length - 1));
        for (int i = 0; i < lines.Count; i++)
        {
            if (i == 1 || i == lines.Count - 1)
                text.Append(rule).Append('\n');
            AppendLine(text, lines[i], widths);
        }

        text.Append($"\n{Quantity.Short(summary.Params)} params, {Quantity.Short(summary.Macs)} MACs = {Quantity.Short(2.0 * summary.Macs)} FLOPs");
        if (summary.Milliseconds is > 0 and { } time)
            text.Append($", {Quantity.Short(2.0 * summary.Macs / time * 1e3)}FLOP/s");
        text.Append(isTimed ? "; a layer without a time runs within the one before it\n" : "\n");
        return text.ToString();
    }

    private static string[] Cells(SummaryRow row, NetworkSummary summary)
    {
        string[] cells =
        [
            VisibleText.Of(row.Node.Name), row.Node.Layer.Kind, row.Node.Layer.Details, row.InputText, row.Output.ToString(),
            row.Params == 0 ? "" : Quantity.Exact(row.Params), row.Macs == 0 ? "" : Quantity.Exact(row.Macs),
        ];
        return row.Milliseconds switch
        {
            null => cells,
            0 => [.. cells, "", ""], // it runs within another
            { } time => [.. cells, Milliseconds(time), Quantity.Percent(time, summary.Milliseconds!.Value)],
        };
    }

    private static string Milliseconds(double time) => Quantity.Text(time, "0.000");

    private static void AppendLine(StringBuilder text, string[] cells, int[] widths)
    {
        const int FirstNumber = 5;
        int start = text.Length;
        for (int i = 0; i < cells.Length; i++)
            text.Append(i == 0 ? "" : Between).Append(i < FirstNumber ? cells[i].PadRight(widths[i]) : cells[i].PadLeft(widths[i]));
        while (text.Length > start && text[^1] == ' ')
            text.Length--;
        text.Append('\n');
    }
}
