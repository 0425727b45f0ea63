namespace GroupConv.Cli.Files;

/// <summary>Names of classes, one on each line.</summary>
internal static class LabelFile
{
    public static IReadOnlyList<string> Read(Stream stream)
    {
        using var reader = new StreamReader(stream);
        var labels = new List<string>();
        while (reader.ReadLine() is { } line)
            labels.Add(line.Trim());
        return labels;
    }
}
