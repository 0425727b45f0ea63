namespace GroupConv.Cli.Measurement;

/// <summary>
/// Durations of repetitions, in seconds and in their order. Memory is taken at the start, and adding allocates nothing: when it is full, every
/// second duration is dropped, and from then on only every second, fourth and so on is kept. What is kept is spread evenly over the whole run.
/// </summary>
/// <param name="capacity">The most that are kept.</param>
internal sealed class Samples(int capacity)
{
    private readonly double[] _seconds = new double[capacity];
    private long _seen, _apart = 1;

    /// <summary>How many are kept.</summary>
    public int Count { get; private set; }

    public void Add(double seconds)
    {
        if (_seen++ % _apart != 0)
            return;
        if (Count == _seconds.Length)
        {
            Count /= 2;
            for (int i = 0; i < Count; i++)
                _seconds[i] = _seconds[2 * i];
            _apart *= 2;
        }

        _seconds[Count++] = seconds;
    }

    public void Clear() => (Count, _seen, _apart) = (0, 0, 1);

    /// <summary>The 25th percentile: what this project compares, because other work on the machine only ever makes a run slower.</summary>
    public double P25 => Quantile(0.25);

    public double Median => Quantile(0.5);

    /// <summary>The 25th percentile of the first half of the run.</summary>
    public double FirstP25 => Quantile(_seconds.AsSpan(0, Count / 2), 0.25);

    /// <summary>The 25th percentile of the second half of the run.</summary>
    public double SecondP25 => Quantile(_seconds.AsSpan(Count / 2, Count - Count / 2), 0.25);

    /// <summary>With linear interpolation between neighbours, as NumPy's <c>quantile</c> does by default.</summary>
    /// <param name="q">0 to 1.</param>
    /// <exception cref="InvalidOperationException">There is no sample.</exception>
    public double Quantile(double q) => Quantile(_seconds.AsSpan(0, Count), q);

    private static double Quantile(ReadOnlySpan<double> seconds, double q)
    {
        if (seconds.IsEmpty)
            throw new InvalidOperationException("no sample was taken");
        double[] sorted = seconds.ToArray();
        Array.Sort(sorted);
        double position = q * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
