namespace GroupConv.Cli.Measurement;

/// <summary>
/// Times of the steps of something that is run again and again. Runs go by the clock alone, so that a run of a microsecond is measured as
/// one of a second is, and memory does not depend on how many there are.
/// </summary>
internal sealed class StepTimes
{
    private const int SamplesOfStep = 512;
    private const int LeastRuns = 2;
    private const double WarmUpShare = 0.3;
    private readonly Samples[] _steps;
    private readonly Samples _whole = new(SamplesOfStep);

    private StepTimes(int steps) => _steps = [.. Enumerable.Range(0, steps).Select(_ => new Samples(SamplesOfStep))];

    /// <summary>The 25th percentile of each step.</summary>
    public IReadOnlyList<double> Milliseconds => [.. _steps.Select(step => 1e3 * step.P25)];

    /// <summary>Null where the runs took about the same time; otherwise what speaks against them.</summary>
    public string? WhyNotSteady => Steadiness.WhyNot(_whole);

    /// <param name="steps">How many there are.</param>
    /// <param name="run">Runs once and writes the milliseconds of each step.</param>
    /// <param name="seconds">Time of the runs that count, and up to <see cref="Steadiness.MostExtensions"/> times more while they do not agree.</param>
    /// <param name="clock">The system's, but for tests.</param>
    /// <param name="cancellation">Looked at before each run.</param>
    public static StepTimes Measure(int steps, Action<double[]> run, double seconds, TimeProvider clock, CancellationToken cancellation)
    {
        var times = new StepTimes(steps);
        var milliseconds = new double[steps];
        Repeat(WarmUpShare * seconds, least: 0, () => run(milliseconds), clock, cancellation);
        Repeat(seconds, LeastRuns, () => times.Add(run, milliseconds), clock, cancellation);
        for (int part = 0; part < Steadiness.MostExtensions && times.WhyNotSteady is not null; part++)
            Repeat(seconds, least: 1, () => times.Add(run, milliseconds), clock, cancellation);

        return times;
    }

    private static void Repeat(double seconds, int least, Action action, TimeProvider clock, CancellationToken cancellation)
    {
        long start = clock.GetTimestamp();
        for (int run = 0; run < least || clock.GetElapsedTime(start).TotalSeconds < seconds; run++)
        {
            cancellation.ThrowIfCancellationRequested();
            action();
        }
    }

    private void Add(Action<double[]> run, double[] milliseconds)
    {
        run(milliseconds);
        for (int step = 0; step < milliseconds.Length; step++)
            _steps[step].Add(milliseconds[step] / 1e3);
        _whole.Add(milliseconds.Sum() / 1e3);
    }
}
