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
    private const int WarmUpRounds = 2;
    private const int LeastRounds = 4;

    // Of the machine; counted in steps of 10 ms, it is not exact for a round of 200 ms.
    private const double MostForOthers = 0.15;
    private const int MostRepetitions = 2;

    private readonly BurstShape[] _shapes = [.. layers.Select(_ => BurstShape.First)];
    private readonly List<double>[] _round = [.. layers.Select(_ => new List<double>())];
    private readonly OtherPrograms _others = new([.. layers.Select(layer => layer.ProcessId).Distinct()]);

    /// <summary>For each layer, in the order given.</summary>
    public IReadOnlyList<Samples> Samples { get; } = [.. layers.Select(_ => new Samples(MostSamples))];

    /// <summary>Share of the rounds that counted although other programs were busy: there was no better time.</summary>
    public double Disturbed { get; private set; }

    /// <summary>Warms up, then measures. A round in which other programs were busy is done again, up to a limit.</summary>
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
                double call = _round[i].Min();
                _shapes[i] = BurstShape.For(call);
                planned += _shapes[i].Calls * call;
            }
        }

        int rounds = Math.Max(LeastRounds, (int)Math.Ceiling(seconds * layers.Count / planned));
        int repetitions = MostRepetitions * rounds;
        int disturbed = 0;
        for (int round = 0; round < rounds;)
        {
            if (Round(round) > MostForOthers)
            {
                if (repetitions-- > 0)
                    continue;
                disturbed++;
            }

            for (int i = 0; i < layers.Count; i++)
                _round[i].ForEach(Samples[i].Add);
            round++;
        }

        Disturbed = (double)disturbed / rounds;
    }

    /// <returns>The part of the machine that other programs used meanwhile.</returns>
    private double Round(int round)
    {
        double others = _others.Seconds();
        long start = Stopwatch.GetTimestamp();
        for (int turn = 0; turn < layers.Count; turn++)
        {
            int i = (round + turn) % layers.Count;
            _round[i].Clear();
            layers[i].Burst(_shapes[i], _round[i]);
            IdleProcess.Wait(layers[i].ProcessId);
        }

        return (_others.Seconds() - others) / (Stopwatch.GetElapsedTime(start).TotalSeconds * Environment.ProcessorCount);
    }
}
