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
        string name = contender.Name;
        var entrant = new Entrant(name, []);
        Outcome refusal;
        try
        {
            entrant = new Entrant(name, contender.Prepare(data));
            if (entrant.Difference(data, expected) is not { } difference)
                return entrant;
            refusal = new Outcome(name, "", null, difference) { IsWrong = true };
        }
        catch (NotSupportedException error)
        {
            refusal = new Outcome(name, "", null, ErrorText.OneLine(error));
        }

        entrant.Dispose();
        return new Entrant(name, [], refusal);
    }

    public float[] Output(LayerData data, int way = 0)
    {
        Ways[way].Burst(OneCall, []);
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

    /// <summary>Of the first way that computes something else.</summary>
    private string? Difference(LayerData data, float[] expected)
    {
        for (int way = 0; way < Ways.Count; way++)
        {
            if (OutputCheck.Difference(expected, Output(data, way)) is { } difference)
                return $"{Ways[way].Variant}: {difference}";
        }

        return null;
    }
}
