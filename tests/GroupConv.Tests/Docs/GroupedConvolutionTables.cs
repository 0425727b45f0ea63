using System.Globalization;
using System.Text;

namespace GroupConv.Tests.Docs;

/// <summary>The tables of docs/grouped-convolution.md, computed by the library.</summary>
internal static class GroupedConvolutionTables
{
    /// <summary>The example that runs through the document: 256 -> 512 channels, 3x3, padding 1, on 56x56, without a bias.</summary>
    public static GroupedConv2dOptions Example { get; } = new(256, 512, 3) { Padding = 1, Bias = false };

    /// <summary>G of the example's rows: standard, grouped, and at last depthwise with a multiplier of 2.</summary>
    public static IReadOnlyList<int> Groups { get; } = [1, 2, 4, 8, 32, 256];

    public const int Size = 56;

    public static ConvCost CostOf(GroupedConv2dOptions options, int size = Size) => ConvCost.Of(new ConvGeometry(options, 1, size, size));

    public static string Shape(GroupedConv2dOptions o) => $"[{string.Join(", ", o.WeightShape)}]";

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    public static string StandardCost()
    {
        ConvCost cost = CostOf(Example);
        return Table(
            "| count | formula | value |",
            "|---|---|--:|",
            [
                ["Params", "Cout x Cin x Kh x Kw", Count(cost.WeightParams)],
                ["MACs", "Params x Hout x Wout", Count(cost.Macs)],
                ["FLOPs", "2 x MACs", Count(cost.Flops)],
            ]);
    }

    public static string Tiny() => Table(
        "| channels | G | weights | one group | Params | of G = 1 |",
        "|---|--:|---|---|--:|--:|",
        from layer in new (int In, int Out, int Groups)[] { (6, 6, 1), (6, 6, 2), (6, 6, 3), (6, 6, 6), (6, 3, 1), (6, 3, 3) }
        let options = new GroupedConv2dOptions(layer.In, layer.Out, 1) { Groups = layer.Groups, Bias = false }
        let cost = CostOf(options)
        select new[]
        {
            $"{layer.In} -> {layer.Out}", $"{layer.Groups}", $"`{Shape(options)}`",
            $"{options.InChannelsPerGroup} -> {options.OutChannelsPerGroup}", Count(cost.WeightParams), $"{cost.WeightParamsRatio}",
        });

    public static string ByGroups() => Table(
        "| G | weights | Params | FLOPs | of G = 1 | bytes, at least | FLOPs per byte |",
        "|--:|---|--:|--:|--:|--:|--:|",
        from groups in Groups
        let options = Example with { Groups = groups }
        let cost = CostOf(options)
        select new[]
        {
            $"{groups}", $"`{Shape(options)}`", Count(cost.WeightParams), Count(cost.Flops), $"{cost.FlopsRatio}", Count(cost.BytesMoved),
            Number(cost.ArithmeticIntensity),
        });

    public static string Separable()
    {
        GroupedConv2dOptions depthwise = Example with { OutChannels = Example.InChannels, Groups = Example.InChannels };
        GroupedConv2dOptions pointwise = Example with { Kernel = 1, Padding = 0 };
        ConvCost standard = CostOf(Example), first = CostOf(depthwise), second = CostOf(pointwise);
        return Table(
            "| layer | weights | Params | FLOPs | of the standard one | FLOPs per byte |",
            "|---|---|--:|--:|--:|--:|",
            [
                Row("standard 3x3", $"`{Shape(Example)}`", standard),
                Row("depthwise 3x3", $"`{Shape(depthwise)}`", first),
                Row("pointwise 1x1", $"`{Shape(pointwise)}`", second),
                Row("the two together", "", first, second),
            ]);

        string[] Row(string name, string weights, params ConvCost[] costs)
        {
            long flops = costs.Sum(c => c.Flops);
            var part = new Fraction(flops, standard.Flops);
            return
            [
                name, weights, Count(costs.Sum(c => c.WeightParams)), Count(flops),
                part.Denominator == 1 ? $"{part}" : string.Create(CultureInfo.InvariantCulture, $"{part} = {part.Value:0.0000}"),
                Number((double)flops / costs.Sum(c => c.BytesMoved)),
            ];
        }
    }

    /// <summary>The middle of a bottleneck block at equal cost (Xie et al., 2017): ResNet's 1 x 64 beside ResNeXt's 32 x 4.</summary>
    public static string Cardinality() => Table(
        "| block | reduce 1x1 | 3x3 | expand 1x1 | Params | FLOPs |",
        "|---|---|---|---|--:|--:|",
        from block in new (string Name, int Width, int Groups)[] { ("ResNet, 1 x 64", 64, 1), ("ResNeXt, 32 x 4", 128, 32) }
        let reduce = new GroupedConv2dOptions(256, block.Width, 1) { Bias = false }
        let middle = new GroupedConv2dOptions(block.Width, block.Width, 3) { Padding = 1, Groups = block.Groups, Bias = false }
        let expand = new GroupedConv2dOptions(block.Width, 256, 1) { Bias = false }
        let costs = new[] { CostOf(reduce), CostOf(middle), CostOf(expand) }
        select new[]
        {
            block.Name, $"`{Shape(reduce)}`", $"`{Shape(middle)}`", $"`{Shape(expand)}`", Count(costs.Sum(c => c.WeightParams)),
            Count(costs.Sum(c => c.Flops)),
        });

    public static string Table(string head, string rule, IEnumerable<string[]> rows)
    {
        StringBuilder text = new StringBuilder(head).Append('\n').Append(rule);
        foreach (string[] row in rows)
            text.Append("\n| ").AppendJoin(" | ", row).Append(" |");
        return text.ToString();
    }
}
