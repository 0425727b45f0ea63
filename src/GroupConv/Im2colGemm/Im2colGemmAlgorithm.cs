using GroupConv.Memory;
using GroupConv.Planning;

namespace GroupConv.Im2colGemm;

/// <summary>Im2col and matrix multiplication, the way most libraries run a convolution, and the baseline for all others here.</summary>
internal sealed class Im2colGemmAlgorithm : IAlgorithm
{
    public ConvAlgorithm Id => ConvAlgorithm.Im2colGemm;

    public string? WhyNot(ConvGeometry geometry)
    {
        if (geometry.OutPlane > Array.MaxLength) // every position is a run where rows are a single float
            return $"an output plane has {geometry.OutPlane} positions, over {Array.MaxLength}";
        Im2colGemmPlan plan = PlanFor(geometry, geometry.Options.Tier.Resolve());
        if (plan.PaddedElements > PinnedBuffer.MaxLength)
            return $"the padded input has {plan.PaddedElements} elements, over {PinnedBuffer.MaxLength}";
        return plan.PackedWeightElements > PinnedBuffer.MaxLength
            ? $"the packed weights have {plan.PackedWeightElements} elements, over {PinnedBuffer.MaxLength}"
            : null;
    }

    public ConvPlan Plan(ConvGeometry geometry, VectorTier tier) => PlanFor(geometry, tier);

    public IPreparedConv Prepare(ConvPlan plan, LayerWeights weights) => new PreparedIm2colGemm((Im2colGemmPlan)plan, weights);

    private static Im2colGemmPlan PlanFor(ConvGeometry geometry, VectorTier tier) =>
        new(geometry, GemmTiles.Choose(tier, geometry.OutChannelsPerGroup));
}
