using System.Diagnostics;

namespace GroupConv.Cli.Measurement;

/// <summary>
/// Times several things in turn, round after round, so that a change of the machine's speed hits all of them alike. Within its turn a
/// short one is repeated, so that what the others left in the caches does not count.
/// </summary>
internal sealed class InterleavedRounds
{
    private const double TurnSeconds = 0.004;
    private const int MostRepetitions = 200;
    private const int MostSamples = 50_000;
    private const int LeastRounds = 3;

    // Share of the time for calls that do not count: the runtime compiles hot methods again after 30 calls and 0.1 s.
    private const double WarmUpShare = 0.25;

    private readonly Action[] _calls;
    private readonly int[] _repetitions;

    /// <param name="calls">What to time.</param>
    public InterleavedRounds(params Action[] calls)
    {
        _calls = calls;
        _repetitions = new int[calls.Length];
        Array.Fill(_repetitions, 1);
        Samples = [.. calls.Select(_ => new Samples(MostSamples))];
    }

    /// <summary>For each call, in the order given.</summary>
    public IReadOnlyList<Samples> Samples { get; }

    /// <summary>Bytes that the whole process allocated during the rounds that count, for each call.</summary>
    public double AllocatedBytesPerCall { get; private set; }

    /// <summary>Warms up, then measures; at least a few rounds however short the time.</summary>
    /// <param name="seconds">Altogether, roughly.</param>
    /// <param name="cancellation">Looked at after every call.</param>
    /// <param name="progress">Told the share that is done, after every round. May not allocate where <see cref="AllocatedBytesPerCall"/> matters.</param>
    public void Run(double seconds, CancellationToken cancellation, Action<double>? progress = null)
    {
        Rounds(seconds * WarmUpShare, share => progress?.Invoke(share * WarmUpShare), cancellation);
        for (int i = 0; i < _calls.Length; i++)
        {
            double one = Math.Max(Samples[i].P25, 1e-9);
            _repetitions[i] = (int)Math.Clamp(TurnSeconds / one, 1, MostRepetitions);
            Samples[i].Clear();
        }

        Action<double> report = share => progress?.Invoke(WarmUpShare + share * (1 - WarmUpShare));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        long calls = Rounds(seconds * (1 - WarmUpShare), report, cancellation);
        AllocatedBytesPerCall = (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / calls;
    }

    private long Rounds(double seconds, Action<double> report, CancellationToken cancellation)
    {
        long calls = 0;
        long start = Stopwatch.GetTimestamp();
        double elapsed = 0;
        for (int round = 0; round < LeastRounds || elapsed < seconds; round++)
        {
            for (int i = 0; i < _calls.Length; i++)
            {
                for (int repetition = 0; repetition < _repetitions[i]; repetition++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    long began = Stopwatch.GetTimestamp();
                    _calls[i]();
                    Samples[i].Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
                    calls++;
                }
            }

            elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
            report(Math.Min(1, elapsed / seconds));
        }

        return calls;
    }
}
