using GroupConv.Cli.Output;

namespace GroupConv.Cli.Measurement;

/// <summary>What to sweep over.</summary>
internal sealed record SweepSettings(
    int InChannels, int OutChannels, int Kernel, int Size, int Batch, IReadOnlyList<int> Groups, int Threads, ConvAlgorithm Algorithm)
{
    /// <summary>The layer with so many groups; half the kernel as padding, so that odd kernels keep the size.</summary>
    /// <exception cref="ArgumentException">The numbers do not fit each other.</exception>
    public ConvGeometry Geometry(int groups) =>
        new(
            new GroupedConv2dOptions(InChannels, OutChannels, Kernel) { Padding = Kernel / 2, Groups = groups, Algorithm = Algorithm },
            Batch, Size, Size);
}

/// <summary>One number of groups, measured.</summary>
/// <param name="Layer">What was run.</param>
/// <param name="Samples">How long its calls took.</param>
internal sealed record SweepPoint(PreparedLayer Layer, Samples Samples)
{
    /// <summary>A call's 25th percentile.</summary>
    public double Seconds { get; } = Samples.P25;

    public int Groups => Layer.Geometry.Groups;

    public double Gflops => Layer.Gflops(Seconds);
}

/// <param name="Settings">What was asked for.</param>
/// <param name="Base">G = 1.</param>
/// <param name="Points">In the order asked for.</param>
/// <param name="PeakGflops">The most that the machine did in the same rounds.</param>
internal sealed record SweepResult(SweepSettings Settings, SweepPoint Base, IReadOnlyList<SweepPoint> Points, double PeakGflops)
{
    // A grouped convolution can run at a larger part of the peak than the standard one, but not at much more.
    private const double MostOverIdeal = 1.25;

    /// <summary>Null where the numbers can be believed; otherwise what speaks against them.</summary>
    public string? WhyNotBelievable()
    {
        foreach (SweepPoint point in Points.Prepend(Base))
        {
            if (Steadiness.WhyNot(point.Samples) is { } why)
                return $"for G = {point.Groups} {why}";
            if (SpeedUp(point) > MostOverIdeal * point.Groups)
                return $"a speed-up of {Numbers.Short(SpeedUp(point))} for G = {point.Groups} is over the ideal";
            if (point.Gflops > MostOverIdeal * PeakGflops)
                return $"{Numbers.Short(point.Gflops)} GFLOP/s for G = {point.Groups} are over the peak";
        }

        return null;
    }

    /// <summary>How many times as fast as G = 1.</summary>
    public double SpeedUp(SweepPoint point) => Base.Seconds / point.Seconds;
}

/// <summary>Measures all numbers of groups and the machine's peak in the same rounds.</summary>
internal static class Sweep
{
    private const double Seconds = 6;

    /// <summary>How often it reports.</summary>
    public const int Steps = 20;

    /// <exception cref="ArgumentException">A number of groups does not fit the channels; nothing was measured.</exception>
    public static SweepResult Measure(SweepSettings settings, IProgress<string> progress, CancellationToken cancellation)
    {
        int[] groups = [.. settings.Groups.Append(1).Distinct()];
        ConvGeometry[] geometries = [.. groups.Select(settings.Geometry)];
        foreach (ConvGeometry geometry in geometries)
            MemoryNeed.ThrowIfTooLarge(geometry);
        PreparedLayer[] layers = [.. geometries.Select(geometry => new PreparedLayer(geometry, settings.Threads))];

        double peak = 0;
        void MeasurePeak() => peak = Math.Max(peak, MachinePeak.MeasureGflops(VectorTier.Auto, settings.Threads));
        Action[] calls = [.. layers.Select(layer => (Action)layer.Run), MeasurePeak];
        var rounds = new InterleavedRounds(calls);
        SweepResult Result()
        {
            SweepPoint[] points = [.. layers.Select((layer, i) => new SweepPoint(layer, rounds.Samples[i]))];
            return new SweepResult(settings, points.First(point => point.Groups == 1),
                [.. settings.Groups.Select(g => points.First(point => point.Groups == g))], peak);
        }

        rounds.Run(Seconds, StepsOf(progress), cancellation, () => Result().WhyNotBelievable() is null);
        return Result();
    }

    private static Action<double> StepsOf(IProgress<string> progress)
    {
        int reported = -1;
        return share =>
        {
            for (; reported < (int)(share * Steps) && reported < Steps - 1; reported++)
                progress.Report("all numbers of groups in turn");
        };
    }
}
