using System.Text.Json;
using System.Text.Json.Serialization;

namespace GroupConv.Tests.Callers;

/// <summary>Costs, geometries and plans are written as JSON, by reflection and by code that is made when the program is built.</summary>
public partial class JsonTests
{
    private static readonly GroupedConv2dOptions[] Layers =
    [
        new(8, 16, 3) { Padding = 1 },
        new(8, 16, 3) { Padding = Padding.SameUpper, Groups = 4, Clamp = OutputClamp.Relu, Bias = false },
        new(8, 8, 3) { Groups = 8, InputLayout = TensorLayout.Nchw8c, Stride = (1, int.MaxValue) },
    ];

    [Fact]
    public void A_cost_has_its_counts()
    {
        foreach (GroupedConv2dOptions options in Layers)
        {
            ConvCost cost = ConvCost.Of(new ConvGeometry(options, 2, 12, 13));
            string json = JsonSerializer.Serialize(cost, Context.Default.ConvCost);
            JsonSerializer.Serialize(cost).Should().Be(json);
            JsonElement root = JsonDocument.Parse(json).RootElement;
            root.GetProperty(nameof(ConvCost.Flops)).GetInt64().Should().Be(cost.Flops);
            root.GetProperty(nameof(ConvCost.WeightParams)).GetInt64().Should().Be(cost.WeightParams);
            root.GetProperty(nameof(ConvCost.FlopsRatio)).GetProperty(nameof(Fraction.Denominator)).GetInt64().Should().Be(options.Groups);
        }
    }

    [Fact]
    public void A_plan_has_its_sizes_and_its_reason()
    {
        foreach (GroupedConv2dOptions options in Layers)
        {
            foreach (ConvPlan plan in ConvPlan.Candidates(new ConvGeometry(options, 2, 12, 13)))
            {
                string json = JsonSerializer.Serialize(plan, Context.Default.ConvPlan);
                JsonSerializer.Serialize(plan).Should().Be(json);
                JsonElement root = JsonDocument.Parse(json).RootElement;
                root.GetProperty(nameof(ConvPlan.Algorithm)).GetInt32().Should().Be((int)plan.Algorithm);
                root.GetProperty(nameof(ConvPlan.Reason)).GetString().Should().Be(plan.Reason);
                root.GetProperty(nameof(ConvPlan.Tasks)).GetInt64().Should().Be(plan.Tasks);
                root.GetProperty(nameof(ConvPlan.Geometry)).GetProperty(nameof(ConvGeometry.OutWidth)).GetInt32().Should().Be(plan.Geometry.OutWidth);
                JsonSerializer.Serialize<object>(plan).Should().StartWith("{", "the type of the algorithm's plan has more, and can be written too");
            }
        }
    }

    [JsonSerializable(typeof(ConvCost))]
    [JsonSerializable(typeof(ConvPlan))]
    private sealed partial class Context : JsonSerializerContext;
}
