using System.Globalization;

namespace GroupConv.Benchmarks;

/// <summary>Reads a layer suite: a CSV file with one layer a row.</summary>
internal static class LayerFile
{
    /// <summary>Names the file for the processes that BenchmarkDotNet starts, which get no arguments of ours.</summary>
    public const string Variable = "GROUPCONV_LAYERS";

    private const string Header = "name,n,c_in,h,w,c_out,k_h,k_w,stride_h,stride_w,pad_top,pad_left,pad_bottom,pad_right,dil_h,dil_w,groups";

    /// <summary>The layers of the file that <see cref="Variable"/> names, or of the suite that is built in.</summary>
    public static IReadOnlyList<LayerSpec> Current()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path)
            return Parse(File.ReadLines(path));
        using Stream stream = typeof(LayerFile).Assembly.GetManifestResourceStream("suite.csv")!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd().Split('\n'));
    }

    private static List<LayerSpec> Parse(IEnumerable<string> lines)
    {
        var layers = new List<LayerSpec>();
        int number = 0;
        foreach (string line in lines.Select(l => l.Trim()))
        {
            number++;
            if (number == 1 && line != Header)
                throw new FormatException($"line 1: expected the header {Header}");
            if (number > 1 && line.Length > 0)
                layers.Add(ParseRow(line, number));
        }

        return layers.Count > 0 ? layers : throw new FormatException("no layer");
    }

    private static LayerSpec ParseRow(string line, int number)
    {
        string[] cells = line.Split(',');
        if (cells.Length != Header.Split(',').Length)
            throw new FormatException($"line {number}: expected {Header.Split(',').Length} cells, but got {cells.Length}");
        try
        {
            int[] v = [.. cells.Skip(1).Select(c => int.Parse(c, CultureInfo.InvariantCulture))];
            var options = new GroupedConv2dOptions(inChannels: v[1], outChannels: v[4], kernel: (v[5], v[6]))
            {
                Stride = (v[7], v[8]),
                Padding = new Padding(top: v[9], left: v[10], bottom: v[11], right: v[12]),
                Dilation = (v[13], v[14]),
                Groups = v[15],
            };
            var spec = new LayerSpec(cells[0], options, Batch: v[0], Height: v[2], Width: v[3]);
            _ = spec.Geometry(); // says now, by line, what would fail in the middle of a run
            return spec;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            throw new FormatException($"line {number}: {e.Message}", e);
        }
    }
}
