using GroupConv.Cli.Measurement;

namespace GroupConv.Benchmarks.Peers.Timing;

/// <summary>
/// Times contenders in rounds. In a round each has one turn, a burst of calls in a row, so that a change of the machine's speed hits all
/// of them alike and none pays for what the one before left in the caches. Whose turn is first changes from round to round.
/// </summary>
internal sealed class PeerRounds(IReadOnlyList<IPreparedLayer> layers)
{
    private const int MostSamples = 100_000;
    private const int WarmUpRounds = 2;
    private const int LeastRounds = 4;

    private readonly BurstShape[] _shapes = [.. layers.Select(_ => BurstShape.First)];

    /// <summary>For each layer, in the order given.</summary>
    public IReadOnlyList<Samples> Samples { get; } = [.. layers.Select(_ => new Samples(MostSamples))];

    /// <summary>Warms up, then measures.</summary>
    /// <param name="seconds">
    /// For each layer on an undisturbed machine, warming up and pauses not counted. Where others slow it down it takes longer instead of
    /// getting fewer samples.
    /// </param>
    public void Run(double seconds)
    {
        double planned = 0;
        for (int round = 0; round < WarmUpRounds; round++)
        {
            Round(round);
            planned = 0;
            for (int i = 0; i < layers.Count; i++)
            {
                double call = Samples[i].Quantile(0);
                _shapes[i] = BurstShape.For(call);
                planned += _shapes[i].Calls * call;
                Samples[i].Clear();
            }
        }

        int rounds = Math.Max(LeastRounds, (int)Math.Ceiling(seconds * layers.Count / planned));
        for (int round = 0; round < rounds; round++)
            Round(round);
    }

    private void Round(int round)
    {
        for (int turn = 0; turn < layers.Count; turn++)
        {
            int i = (round + turn) % layers.Count;
            layers[i].Burst(_shapes[i], Samples[i]);
            IdleProcess.Wait(layers[i].ProcessId);
        }
    }
}
