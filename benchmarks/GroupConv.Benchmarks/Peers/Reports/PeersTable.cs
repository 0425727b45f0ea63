using System.Globalization;
using GroupConv.Cli.Output;

namespace GroupConv.Benchmarks.Peers.Reports;

/// <summary>For people: a row a layer, three columns a peer.</summary>
internal sealed class PeersTable(CliConsole console) : IPeersReport
{
    private const string Nothing = "-";
    private TextTable _table = new();

    public void Begin(IEnumerable<string> facts, IReadOnlyList<string> peers)
    {
        foreach (string fact in facts)
            console.Out.WriteLine(fact);
        console.Out.WriteLine(
            "Times are the 25th percentile of calls, FLOPs = 2 x MACs; ratio is the peer's time over ours, over 1 where ours is faster.");
        console.Out.WriteLine();
        console.Out.Flush();
        _table = new TextTable(
            ["<layer", "<algorithm", "ours ms", "GFLOP/s", .. peers.SelectMany(peer => new[] { $"{peer} ms", "GFLOP/s", "ratio" })]);
    }

    public void Add(LayerOutcome layer) => _table.Add(
    [
        layer.Name, layer.Ours.Variant, Milliseconds(layer.Ours), Numbers.Short(layer.Gflops(layer.Ours)),
        .. layer.Peers.SelectMany(peer => Cells(layer, peer)),
    ]);

    public void End(IEnumerable<string> summary)
    {
        _table.WriteTo(console);
        console.Out.WriteLine();
        foreach (string line in summary)
            console.Out.WriteLine(line);
    }

    private static string[] Cells(LayerOutcome layer, Outcome peer) => peer switch
    {
        { IsWrong: true } => ["WRONG", Nothing, Nothing],
        { Samples: null } => ["cannot", Nothing, Nothing],
        _ => [Milliseconds(peer), Numbers.Short(layer.Gflops(peer)), Ratio(layer.Ratio(peer))],
    };

    private static string Ratio(double ratio) => ratio.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Milliseconds(Outcome outcome) => Numbers.Short(1e3 * outcome.Seconds);
}
