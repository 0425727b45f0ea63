using System.Text;
using GroupConv.Networks.Files;
using Spectre.Console;

namespace GroupConv.Cli.Output;

/// <summary>A table: with borders on a terminal, otherwise plain lines with aligned columns that scripts can split at two spaces.</summary>
/// <param name="columns">Headings; one that starts with &lt; is aligned left, the others right.</param>
internal sealed class TextTable(params IReadOnlyList<string> columns)
{
    private const char LeftMark = '<';
    private const int CellBorder = 3; // a line and a space on either side
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row. Cells may have names from files: what a terminal would obey is shown as numbers.</summary>
    /// <exception cref="ArgumentException">It has not one cell a column.</exception>
    public void Add(params string[] cells)
    {
        if (cells.Length != columns.Count)
            throw new ArgumentException($"a row needs {columns.Count} cells, but has {cells.Length}");
        _rows.Add([.. cells.Select(VisibleText.Of)]);
    }

    public void WriteTo(CliConsole console)
    {
        string[] headings = [.. columns.Select(Heading)];
        int[] widths = [.. headings.Select((heading, c) => _rows.Select(row => row[c].Length).Append(heading.Length).Max())];
        if (!console.OutIsTerminal)
        {
            WritePlain(console.Out, headings, widths);
            return;
        }

        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(console.Out) });
        // A bordered table that does not fit breaks its cells into heaps of letters; plain lines that wrap are easier to read.
        if (widths.Sum(width => width + CellBorder) + 1 <= terminal.Profile.Width)
            terminal.Write(Bordered(headings));
        else
            WritePlain(console.Out, headings, widths);
    }

    private void WritePlain(TextWriter writer, string[] headings, int[] widths)
    {
        foreach (string[] row in _rows.Prepend(headings))
        {
            var line = new StringBuilder();
            for (int c = 0; c < row.Length; c++)
                line.Append(c == 0 ? "" : "  ").Append(IsLeft(c) ? row[c].PadRight(widths[c]) : row[c].PadLeft(widths[c]));
            writer.WriteLine(line.ToString().TrimEnd());
        }
    }

    private Table Bordered(string[] headings)
    {
        var table = new Table().RoundedBorder();
        for (int c = 0; c < columns.Count; c++)
            table.AddColumn(new TableColumn(Markup.Escape(headings[c])) { Alignment = IsLeft(c) ? Justify.Left : Justify.Right });
        foreach (string[] row in _rows)
            table.AddRow(row.Select(Markup.Escape).ToArray());
        return table;
    }

    private bool IsLeft(int column) => columns[column].StartsWith(LeftMark);

    private static string Heading(string column) => column.TrimStart(LeftMark);
}
