using GroupConv.Memory;
using GroupConv.Planning;

namespace GroupConv.Im2colGemm;

/// <summary>The plan with its packed weights and tables of runs.</summary>
internal sealed class PreparedIm2colGemm(Im2colGemmPlan plan, LayerWeights weights) : IPreparedConv
{
    public Im2colGemmPlan Plan { get; } = plan;

    public PackedGemmWeights Weights { get; } = PackedGemmWeights.Of(plan, weights);

    public ColumnRuns Runs { get; } = new(plan.Geometry, plan.Tile.Columns);

    public ConvCall NewCall(Scratch scratch) => Plan.Tile.NewCall(this, scratch);
}
