using System.Globalization;
using GroupConv.Cli.Files;

namespace GroupConv.Cli.Output;

/// <summary>A layer, its cost and its plans in words.</summary>
internal static class LayerExplanation
{
    public static IEnumerable<string> Lines(Layer layer)
    {
        ConvGeometry g = layer.Geometry;
        ConvCost cost = ConvCost.Of(g);
        var convolution = new GroupedConv2d(g.Options);
        ConvPlan plan = convolution.Plan(g.InHeight, g.InWidth, g.Batch);

        yield return $"{layer.Name}: {convolution}";
        yield return $"  input {GeometryText.Input(g)}, output {GeometryText.Output(g)}";
        yield return $"  cost: {cost.WeightParams} params ({cost.WeightParamsRatio} of G = 1) + {cost.BiasParams} bias, "
            + $"{Numbers.MegaFlop(cost.Flops)} MFLOP = 2 x MACs ({cost.FlopsRatio} of G = 1), "
            + $"at least {Numbers.Short(cost.BytesMoved / 1e6)} MB to move, {Numbers.Short(cost.ArithmeticIntensity)} FLOPs a byte";
        string title = "  plan: ";
        foreach (string line in plan.ToString().Split('\n', StringSplitOptions.TrimEntries))
        {
            yield return title + line;
            title = "        ";
        }

        title = "  also: ";
        foreach (ConvPlan other in convolution.Candidates(g.InHeight, g.InWidth, g.Batch).Where(other => other.Algorithm != plan.Algorithm))
        {
            string cycles = other.EstimatedCycles.ToString("E1", CultureInfo.InvariantCulture);
            yield return $"{title}{other.Algorithm}, estimated {cycles} cycles: {other.Details}";
            title = "        ";
        }
    }
}
