namespace GroupConv.Networks;

/// <summary>Neighbouring layers that belong together.</summary>
/// <param name="Name">What they are called.</param>
/// <param name="Rows">At least one.</param>
internal sealed record SummaryStage(string Name, IReadOnlyList<SummaryRow> Rows)
{
    // A stage with more of the layers than this says little.
    private const double MostOfAll = 0.7;
    private const int MostDepth = 3;

    public long Params => Rows.Sum(row => row.Params);

    public long Macs => Rows.Sum(row => row.Macs);

    public double Milliseconds => Rows.Sum(row => row.Milliseconds ?? 0);

    /// <summary>
    /// The stages of a network: its modules, by the first words of the layers' names, as many of them as it takes to have several modules
    /// of which none is nearly everything; or, where names say nothing of modules, runs of outputs of one size.
    /// </summary>
    public static IReadOnlyList<SummaryStage> Of(IReadOnlyList<SummaryRow> rows)
    {
        for (int depth = 1; depth <= MostDepth; depth++)
        {
            int words = depth;
            List<SummaryStage> stages = Runs(rows, row => Module(row.Node.Name, words), Between);
            int modules = rows.Select(row => Module(row.Node.Name, words)).Where(module => module.Length > 0).Distinct().Count();
            if (modules > 1 && stages.Max(stage => stage.Rows.Count) <= MostOfAll * rows.Count)
                return stages;
        }

        return Runs(rows, row => SizeText(row.Output), (size, _) => size);
    }

    private static List<SummaryStage> Runs(IReadOnlyList<SummaryRow> rows, Func<SummaryRow, string> key, Func<string, List<SummaryRow>, string> name)
    {
        var stages = new List<SummaryStage>();
        for (int start = 0; start < rows.Count;)
        {
            string current = key(rows[start]);
            List<SummaryRow> run = [.. rows.Skip(start).TakeWhile(row => key(row) == current)];
            stages.Add(new SummaryStage(name(current, run), run));
            start += run.Count;
        }

        return stages;
    }

    /// <summary>The first words of a name, without the last of all, which is the layer's own: of <c>layer1.0.conv1</c> those before it.</summary>
    private static string Module(string name, int words)
    {
        char dot = name.Contains('/', StringComparison.Ordinal) ? '/' : '.';
        string[] parts = name.Trim(dot).Split(dot);
        return string.Join(dot, parts.Take(Math.Min(words, parts.Length - 1)));
    }

    /// <summary>Layers between modules are called by the first and the last of them.</summary>
    private static string Between(string module, List<SummaryRow> run) =>
        module.Length > 0 ? module : run.Count == 1 ? run[0].Node.Name : $"{run[0].Node.Name} \u2013 {run[^1].Node.Name}";

    private static string SizeText(TensorShape shape) => shape.Rank switch
    {
        > 2 when shape.Skip(2).Any(length => length > 1) => string.Join('\u00d7', shape.Skip(2)),
        _ => "head",
    };
}
