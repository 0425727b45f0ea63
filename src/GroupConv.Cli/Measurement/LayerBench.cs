using GroupConv.Cli.Files;

namespace GroupConv.Cli.Measurement;

/// <param name="Threads">The most threads of a call.</param>
/// <param name="Algorithm">What to run.</param>
/// <param name="Seconds">Time for each layer.</param>
internal sealed record BenchSettings(int Threads, ConvAlgorithm Algorithm, double Seconds)
{
    /// <summary>The system's, but for tests.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>What is reported of one layer.</summary>
/// <param name="Name">The layer's.</param>
/// <param name="Algorithm">What ran.</param>
/// <param name="MedianSeconds">The calls' median.</param>
/// <param name="P25Seconds">The calls' 25th percentile.</param>
/// <param name="Gflops">From the 25th percentile.</param>
/// <param name="AllocatedBytes">What a call allocates, measured over the whole process.</param>
internal sealed record BenchRow(string Name, ConvAlgorithm Algorithm, double MedianSeconds, double P25Seconds, double Gflops, long AllocatedBytes);

/// <summary>Measures one layer.</summary>
internal static class LayerBench
{
    /// <exception cref="NotSupportedException">The algorithm cannot run the layer.</exception>
    public static BenchRow Measure(Layer layer, BenchSettings settings, CancellationToken cancellation)
    {
        ConvGeometry g = layer.Geometry;
        var geometry = new ConvGeometry(g.Options with { Algorithm = settings.Algorithm }, g.Batch, g.InHeight, g.InWidth);
        var prepared = new PreparedLayer(geometry, settings.Threads);
        var rounds = new InterleavedRounds(prepared.Run) { Clock = settings.Clock };
        rounds.Run(settings.Seconds, _ => { }, cancellation);
        Samples samples = rounds.Samples[0];
        return new BenchRow(layer.Name, prepared.Plan.Algorithm, samples.Median, samples.P25,
            prepared.Gflops(samples.P25), AllocationProbe.BytesPerCall(prepared.Run, samples.P25, cancellation));
    }
}
