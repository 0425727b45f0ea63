using GroupConv.Cli.Files;

namespace GroupConv.Cli.Output;

/// <summary>A layer, its cost and its plans in words.</summary>
internal static class LayerExplanation
{
    public static IEnumerable<string> Lines(Layer layer)
    {
        ConvGeometry g = layer.Geometry;
        ConvCost cost = ConvCost.Of(g);
        ConvPlan plan = ConvPlan.Of(g);

        yield return $"{layer.Name}: {g.Options}";
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
        foreach (ConvPlan other in ConvPlan.Candidates(g).Where(other => other.Algorithm != plan.Algorithm))
        {
            yield return $"{title}{other.Algorithm}, {other.Reason}: {other.Details}";
            title = "        ";
        }
    }
}
