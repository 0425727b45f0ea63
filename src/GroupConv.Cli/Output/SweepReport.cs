using GroupConv.Cli.Files;
using GroupConv.Cli.Measurement;

namespace GroupConv.Cli.Output;

/// <summary>A sweep in words: what was measured where, a table, and what the numbers say.</summary>
internal static class SweepReport
{
    // What counts as "at the ideal": the spread between runs on a busy machine is about as much.
    private const double NearlyIdeal = 0.9;

    public static void Write(SweepResult result, CliConsole console)
    {
        SweepSettings settings = result.Settings;
        ConvGeometry geometry = result.Base.Layer.Geometry;
        TextWriter writer = console.Out;
        writer.WriteLine(MachineText.Describe(settings.Threads));
        writer.WriteLine($"FMA peak measured in the same run: {Numbers.Short(result.PeakGflops)} GFLOP/s");
        writer.WriteLine(
            $"convolution {settings.InChannels} -> {settings.OutChannels} channels, kernel {geometry.Kernel}, padding {geometry.Options.Padding}, "
            + $"input {GeometryText.Input(geometry)}, output {GeometryText.Output(geometry)}");
        writer.WriteLine(
            $"params are the weights; the bias has {result.Base.Layer.Cost.BiasParams} more for every G; FLOPs are 2 x MACs; ms is the 25th percentile");
        writer.WriteLine();
        Table(result).WriteTo(console);
        writer.WriteLine();
        foreach (string line in Conclusions(result))
            writer.WriteLine(line);
    }

    private static TextTable Table(SweepResult result)
    {
        var table = new TextTable(
            "G", "<weights", "params", "of G=1", "MFLOP", "of G=1", "ms", "GFLOP/s", "of peak", "speed-up", "ideal", "<algorithm");
        foreach (SweepPoint point in result.Points)
        {
            ConvCost cost = point.Layer.Cost;
            table.Add($"{point.Groups}", TensorData.Text(point.Layer.WeightShape), $"{cost.WeightParams}", $"{cost.WeightParamsRatio}",
                Numbers.MegaFlop(cost.Flops), $"{cost.FlopsRatio}", Numbers.Short(1e3 * point.Seconds), Numbers.Short(point.Gflops),
                OfPeak(result, point), Numbers.Short(result.SpeedUp(point)), $"{point.Groups}", $"{point.Layer.Plan.Algorithm}");
        }

        return table;
    }

    /// <summary>Only what this run's numbers show.</summary>
    private static IEnumerable<string> Conclusions(SweepResult result)
    {
        SweepPoint[] grouped = [.. result.Points.Where(point => point.Groups > 1)];
        if (grouped.Length == 0)
            yield break;
        bool exact = grouped.All(point => IsOneOver(point.Layer.Cost.WeightParamsRatio, point) && IsOneOver(point.Layer.Cost.FlopsRatio, point));
        yield return exact
            ? "Counted: params and FLOPs are exactly 1/G of the standard convolution's."
            : "Counted: params or FLOPs are not exactly 1/G of the standard convolution's.";

        if (result.WhyNotBelievable() is { } why)
        {
            yield return Steadiness.Warning(why);
            yield break;
        }

        SweepPoint worst = grouped.MinBy(point => result.SpeedUp(point) / point.Groups)!;
        double share = result.SpeedUp(worst) / worst.Groups;
        if (share >= NearlyIdeal)
        {
            yield return $"Measured: every G gains at least {Numbers.Percent(NearlyIdeal)} of what the count promises; "
                + $"the least is G = {worst.Groups}, {Against(result, worst)}.";
            yield break;
        }

        yield return $"Measured: furthest from what the count promises is G = {worst.Groups}, {Against(result, worst)} "
            + $"({Numbers.Percent(share)}): it runs at {OfPeak(result, worst)} of the peak, where G = 1 runs at {OfPeak(result, result.Base)}.";
        yield return $"Input channels a group: {worst.Layer.Geometry.InChannelsPerGroup}, where G = 1 has {result.Base.Layer.Geometry.InChannelsPerGroup}; "
            + $"FLOPs for each byte that must move: {Intensity(worst)}, where G = 1 has {Intensity(result.Base)}.";
    }

    private static string OfPeak(SweepResult result, SweepPoint point) => Numbers.Percent(point.Gflops / result.PeakGflops);

    private static string Intensity(SweepPoint point) => Numbers.Short(point.Layer.Cost.ArithmeticIntensity);

    private static string Against(SweepResult result, SweepPoint point) => $"{Numbers.Short(result.SpeedUp(point))} times of {point.Groups}";

    private static bool IsOneOver(Fraction ratio, SweepPoint point) => ratio == new Fraction(1, point.Groups);
}
