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

    // Calls that do not count, beside the time asked for: the runtime compiles a hot method again after 0.1 s, and once more after 0.1 s.
    private const double WarmUpShare = 0.2;
    private const double LeastWarmUpSeconds = 0.25;

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

    /// <summary>The system's, but for tests.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>For each call, in the order given.</summary>
    public IReadOnlyList<Samples> Samples { get; }

    /// <summary>Warms up, then measures; at least a few rounds however short the time.</summary>
    /// <param name="seconds">Of the rounds that count, roughly.</param>
    /// <param name="progress">Told the share that is done, after every round that counts.</param>
    /// <param name="cancellation">Looked at before every call.</param>
    /// <param name="isBelievable">
    /// Whether the samples so far agree; while they do not, the measurement goes on, up to <see cref="Steadiness.MostExtensions"/> times its
    /// length. Null for no going on.
    /// </param>
    public void Run(double seconds, Action<double> progress, CancellationToken cancellation, Func<bool>? isBelievable = null)
    {
        Rounds(Math.Max(seconds * WarmUpShare, LeastWarmUpSeconds), LeastRounds, _ => { }, cancellation);
        for (int i = 0; i < _calls.Length; i++)
        {
            double one = Math.Max(Samples[i].P25, 1e-9);
            _repetitions[i] = (int)Math.Clamp(TurnSeconds / one, 1, MostRepetitions);
            Samples[i].Clear();
        }

        Rounds(seconds, LeastRounds, progress, cancellation);
        for (int part = 0; part < Steadiness.MostExtensions && isBelievable?.Invoke() == false; part++)
            Rounds(seconds, least: 1, _ => { }, cancellation);
    }

    private void Rounds(double seconds, int least, Action<double> report, CancellationToken cancellation)
    {
        long start = Clock.GetTimestamp();
        double elapsed = 0;
        for (int round = 0; round < least || elapsed < seconds; round++)
        {
            for (int i = 0; i < _calls.Length; i++)
            {
                for (int repetition = 0; repetition < _repetitions[i]; repetition++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    long began = Clock.GetTimestamp();
                    _calls[i]();
                    Samples[i].Add(Clock.GetElapsedTime(began).TotalSeconds);
                }
            }

            elapsed = Clock.GetElapsedTime(start).TotalSeconds;
            report(Math.Min(1, elapsed / seconds));
        }
    }
}
