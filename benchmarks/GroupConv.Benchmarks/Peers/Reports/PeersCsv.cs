using System.Globalization;
using GroupConv.Cli.Output;

namespace GroupConv.Benchmarks.Peers.Reports;

/// <summary>For scripts: a row a layer and contender, as soon as it is there. The facts and the summary go to standard error.</summary>
internal sealed class PeersCsv(CliConsole console) : IPeersReport
{
    public void Begin(IEnumerable<string> facts, IReadOnlyList<string> peers)
    {
        WriteToError(facts);
        console.Out.WriteLine("layer,contender,variant,p25_ms,median_ms,gflops,ratio,samples,disturbed");
    }

    public void Add(LayerOutcome layer)
    {
        foreach (Outcome outcome in layer.Peers.Prepend(layer.Ours))
            console.Out.WriteLine(Row(layer, outcome));
        console.Out.Flush();
    }

    public void End(IEnumerable<string> summary) => WriteToError(summary);

    private static string Row(LayerOutcome layer, Outcome outcome) => outcome.Samples is { } samples
        ? string.Create(CultureInfo.InvariantCulture,
            $"{layer.Name},{outcome.Contender},{Field(outcome.Variant)},{1e3 * samples.P25:0.00000},{1e3 * samples.Median:0.00000},"
            + $"{layer.Gflops(outcome):0.000},{layer.Ratio(outcome):0.000},{samples.Count},{layer.Disturbed:0.00}")
        : $"{layer.Name},{outcome.Contender},{Field($"{(outcome.IsWrong ? "wrong" : "cannot")}: {outcome.WhyNot}")},,,,,0,";

    private static string Field(string text) => text.Replace(',', ';');

    private void WriteToError(IEnumerable<string> lines)
    {
        foreach (string line in lines)
            console.Error.WriteLine(line);
    }
}
