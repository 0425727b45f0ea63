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
/// <param name="Seconds">A call's 25th percentile.</param>
internal sealed record SweepPoint(PreparedLayer Layer, double Seconds)
{
    public int Groups => Layer.Geometry.Groups;

    public double Gflops => Layer.Gflops(Seconds);
}

/// <param name="Settings">What was asked for.</param>
/// <param name="Base">G = 1.</param>
/// <param name="Points">In the order asked for.</param>
/// <param name="PeakGflops">The most that the machine did in the same rounds.</param>
internal sealed record SweepResult(SweepSettings Settings, SweepPoint Base, IReadOnlyList<SweepPoint> Points, double PeakGflops);

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
        rounds.Run(Seconds, StepsOf(progress), cancellation);

        SweepPoint[] points = [.. layers.Select((layer, i) => new SweepPoint(layer, rounds.Samples[i].P25))];
        return new SweepResult(settings, points.First(point => point.Groups == 1),
            [.. settings.Groups.Select(g => points.First(point => point.Groups == g))], peak);
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
