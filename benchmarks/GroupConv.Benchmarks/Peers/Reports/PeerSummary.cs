using System.Globalization;

namespace GroupConv.Benchmarks.Peers.Reports;

/// <summary>One peer over all layers that it was timed on.</summary>
/// <param name="Layers">How many.</param>
/// <param name="Ahead">On how many of them ours is faster.</param>
/// <param name="GeometricMean">Of the ratios peer/ours: the mean that does not change its meaning when both are swapped.</param>
/// <param name="Worst">The smallest ratio.</param>
/// <param name="WorstLayer">Where that is.</param>
internal sealed record PeerSummary(int Layers, int Ahead, double GeometricMean, double Worst, string WorstLayer)
{
    /// <param name="ratios">Each layer's name and ratio; those that are not numbers count for nothing.</param>
    /// <returns>Null where no layer was timed.</returns>
    public static PeerSummary? Of(IEnumerable<(string Layer, double Ratio)> ratios)
    {
        List<(string Layer, double Ratio)> timed = [.. ratios.Where(one => double.IsFinite(one.Ratio))];
        if (timed.Count == 0)
            return null;
        (string worstLayer, double worst) = timed.MinBy(one => one.Ratio);
        return new PeerSummary(
            timed.Count, timed.Count(one => one.Ratio > 1), Math.Exp(timed.Average(one => Math.Log(one.Ratio))), worst, worstLayer);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"geometric mean {GeometricMean:0.00}, worst {Worst:0.00} ({WorstLayer}), ours ahead on {Ahead} of {Layers} layers");
}
