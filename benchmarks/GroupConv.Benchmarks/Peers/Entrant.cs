using GroupConv.Benchmarks.Peers.Reports;
using GroupConv.Benchmarks.Peers.Timing;
using GroupConv.Cli;
using GroupConv.Cli.Measurement;

namespace GroupConv.Benchmarks.Peers;

/// <summary>A contender on one layer: ready and checked, or why it is not timed.</summary>
internal sealed class Entrant : IDisposable
{
    private static readonly BurstShape OneCall = new(WarmUpCalls: 0, Samples: 1, CallsPerSample: 1);
    private readonly string _contender;
    private readonly Outcome? _refusal;

    private Entrant(string contender, IReadOnlyList<IPreparedLayer> ways, Outcome? refusal = null)
    {
        _contender = contender;
        _refusal = refusal;
        Ways = ways;
    }

    /// <summary>What is to be timed: nothing where the contender cannot run the layer or computes something else.</summary>
    public IReadOnlyList<IPreparedLayer> Ways { get; }

    /// <exception cref="NotSupportedException">It cannot run the layer.</exception>
    public static Entrant Ours(IContender contender, LayerData data) => new(contender.Name, contender.Prepare(data));

    /// <summary>Runs every way of the peer once and compares.</summary>
    public static Entrant Peer(IContender contender, LayerData data, float[] expected)
    {
        IReadOnlyList<IPreparedLayer> ways;
        try
        {
            ways = contender.Prepare(data);
        }
        catch (NotSupportedException error)
        {
            return new Entrant(contender.Name, [], new Outcome(contender.Name, "", null, ErrorText.OneLine(error)));
        }

        var entrant = new Entrant(contender.Name, ways);
        for (int way = 0; way < ways.Count; way++)
        {
            if (OutputCheck.Difference(expected, entrant.Output(data, way)) is { } difference)
            {
                entrant.Dispose();
                return new Entrant(contender.Name, [], new Outcome(contender.Name, "", null, $"{ways[way].Variant}: {difference}") { IsWrong = true });
            }
        }

        return entrant;
    }

    public float[] Output(LayerData data, int way = 0)
    {
        Ways[way].Burst(OneCall, new Samples(capacity: 1));
        var output = new float[data.Geometry.OutElements];
        Ways[way].CopyOutput(output);
        return output;
    }

    /// <param name="samples">For each way.</param>
    public Outcome Fastest(IReadOnlyList<Samples> samples)
    {
        if (_refusal is not null)
            return _refusal;
        int best = Enumerable.Range(0, Ways.Count).MinBy(way => samples[way].P25);
        return new Outcome(_contender, Ways[best].Variant, samples[best]);
    }

    public void Dispose()
    {
        foreach (IPreparedLayer way in Ways)
            way.Dispose();
    }
}
