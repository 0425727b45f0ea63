using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace GroupConv.Benchmarks;

/// <summary>The columns that turn times into what grouped convolution is about.</summary>
internal static class LayerColumns
{
    // Measured at the end, when nothing else of ours runs; only once a run.
    private static readonly Lazy<double> Peak = new(() => MachinePeak.MeasureGflops());

    public static IColumn[] All { get; } =
    [
        new LayerColumn("Algorithm", "What the planner chose", (layer, _, _, _) => $"{ConvPlan.Of(layer).Algorithm}"),
        new LayerColumn("Tier", "Vector width", (layer, _, _, _) => $"{ConvPlan.Of(layer).Tier}"),
        new LayerColumn("Threads", "Threads that share the call, the caller included", (_, _, _, _) => $"{Environment.ProcessorCount}"),
        new LayerColumn("GFLOP/s", "10^9 FLOPs (2 x multiply-adds) a second, at the mean", (layer, seconds, _, _) => Gflops(layer, seconds)),
        new LayerColumn("Of peak", "Share of the multiply-adds that all threads do on registers alone, measured after the benchmarks", (layer, seconds, _, _) => OfPeak(layer, seconds)),
        new LayerColumn("Speed-up", "Time of G = 1 on the same size over this time; ideal is G", (layer, seconds, summary, row) => SpeedUp(layer, seconds, summary, row)),
    ];

    private static double FlopsASecond(ConvGeometry layer, double seconds) => ConvCost.Of(layer).Flops / seconds;

    private static string Gflops(ConvGeometry layer, double seconds)
    {
        double value = FlopsASecond(layer, seconds) / 1e9;
        return LayerColumn.Number($"{value:0.0}", value);
    }

    private static string OfPeak(ConvGeometry layer, double seconds)
    {
        double value = FlopsASecond(layer, seconds) / 1e9 / Peak.Value;
        return LayerColumn.Number($"{value:0%}", value);
    }

    /// <summary>Against the row that differs in nothing but its groups, where the run has one.</summary>
    private static string SpeedUp(ConvGeometry layer, double seconds, Summary summary, BenchmarkCase row)
    {
        var standard = new ConvGeometry(layer.Options with { Groups = 1 }, layer.Batch, layer.InHeight, layer.InWidth);
        BenchmarkCase? baseline = summary.BenchmarksCases.FirstOrDefault(
            other => other.Job == row.Job && LayerColumn.LayerOf(other) == standard);
        double value = baseline is null ? double.NaN : LayerColumn.Seconds(summary, baseline) / seconds;
        return LayerColumn.Number($"{value:0.00} of {layer.Options.Groups}", value);
    }
}
