using System.Diagnostics;
using GroupConv.Cli.Measurement;

namespace GroupConv.Benchmarks.Peers.Timing;

/// <summary>
/// Times contenders in rounds. In a round each has one turn, a burst of calls in a row, so that a change of the machine's speed hits all
/// of them alike and none pays for what the one before left in the caches. Whose turn is first changes from round to round.
/// </summary>
internal sealed class PeerRounds(IReadOnlyList<IPreparedLayer> layers)
{
    private const int MostSamples = 100_000;
    private const int LeastRounds = 4;

    // The runtime compiles a hot method of ours again after 0.1 s, and once more after another 0.1 s.
    private const double WarmUpSeconds = 0.4;

    private readonly BurstShape[] _shapes = [.. layers.Select(_ => BurstShape.First)];

    /// <summary>For each layer, in the order given.</summary>
    public IReadOnlyList<Samples> Samples { get; } = [.. layers.Select(_ => new Samples(MostSamples))];

    /// <summary>Warms up, then measures.</summary>
    /// <param name="seconds">For each layer, its warming up and the pauses not counted.</param>
    public void Run(double seconds)
    {
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < LeastRounds || Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUpSeconds; round++)
        {
            _ = Round(round);
            for (int i = 0; i < layers.Count; i++)
            {
                // By the fastest: one disturbed call must not make a contender's turns short for the whole run.
                _shapes[i] = BurstShape.For(Samples[i].Quantile(0));
                Samples[i].Clear();
            }
        }

        double busy = 0;
        for (int round = 0; round < LeastRounds || busy < seconds * layers.Count; round++)
            busy += Round(round);
    }

    /// <returns>Seconds, without the pauses.</returns>
    private double Round(int round)
    {
        double busy = 0;
        for (int turn = 0; turn < layers.Count; turn++)
        {
            int i = (round + turn) % layers.Count;
            long start = Stopwatch.GetTimestamp();
            layers[i].Burst(_shapes[i], Samples[i]);
            busy += Stopwatch.GetElapsedTime(start).TotalSeconds;
            IdleProcess.Wait(layers[i].ProcessId);
        }

        return busy;
    }
}
