using GroupConv.Benchmarks.Peers.Reports;
using GroupConv.Benchmarks.Peers.Timing;
using GroupConv.Cli.Files;

namespace GroupConv.Benchmarks.Peers;

/// <summary>One layer: prepared by every contender, checked, timed.</summary>
internal sealed class LayerComparison(IContender ours, IReadOnlyList<IContender> peers, PeersSettings settings)
{
    /// <exception cref="NotSupportedException">Our algorithm cannot run the layer.</exception>
    public LayerOutcome Measure(Layer layer)
    {
        ConvGeometry g = layer.Geometry;
        using var data = new LayerData(
            new ConvGeometry(g.Options with { Algorithm = settings.Algorithm }, g.Batch, g.InHeight, g.InWidth));
        var entrants = new List<Entrant>();
        try
        {
            entrants.Add(Entrant.Ours(ours, data));
            float[] expected = entrants[0].Output(data);
            foreach (IContender peer in peers)
                entrants.Add(Entrant.Peer(peer, data, expected));
            CompilationWarmUp.Run(entrants[0].Ways[0]);
            var rounds = new PeerRounds([.. entrants.SelectMany(entrant => entrant.Ways)]);
            rounds.Run(settings.Seconds);

            int first = 0;
            var outcomes = new List<Outcome>();
            foreach (Entrant entrant in entrants)
            {
                outcomes.Add(entrant.Fastest([.. rounds.Samples.Skip(first).Take(entrant.Ways.Count)]));
                first += entrant.Ways.Count;
            }

            return new LayerOutcome(layer.Name, ConvCost.Of(g).Flops, outcomes[0], outcomes[1..]) { Disturbed = rounds.Disturbed };
        }
        finally
        {
            entrants.ForEach(entrant => entrant.Dispose());
        }
    }
}
