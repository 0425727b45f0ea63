namespace GroupConv.Cli.Measurement;

/// <summary>Durations of repetitions, in seconds. Its memory is taken at the start: adding allocates nothing.</summary>
/// <param name="capacity">The most that are kept; later ones are dropped.</param>
internal sealed class Samples(int capacity)
{
    private readonly double[] _seconds = new double[capacity];

    public int Count { get; private set; }

    public void Add(double seconds)
    {
        if (Count < _seconds.Length)
            _seconds[Count++] = seconds;
    }

    public void Clear() => Count = 0;

    /// <summary>The 25th percentile: what this project compares, because other work on the machine only ever makes a run slower.</summary>
    public double P25 => Quantile(0.25);

    public double Median => Quantile(0.5);

    /// <summary>With linear interpolation between neighbours, as NumPy's <c>quantile</c> does by default.</summary>
    /// <param name="q">0 to 1.</param>
    /// <exception cref="InvalidOperationException">There is no sample.</exception>
    public double Quantile(double q)
    {
        if (Count == 0)
            throw new InvalidOperationException("no sample was taken");
        double[] sorted = _seconds[..Count];
        Array.Sort(sorted);
        double position = q * (Count - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, Count - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
