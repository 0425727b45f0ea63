using GroupConv.Memory;
using GroupConv.Planning;
using static GroupConv.Winograd.WinogradPoints;

namespace GroupConv.Winograd;

/// <summary>F(4x4, 3x3) of Lavin and Gray (2015): a quarter of the multiplications, and other roundings; so only for those who ask for it.</summary>
internal sealed class WinogradAlgorithm : IAlgorithm
{
    public ConvAlgorithm Id => ConvAlgorithm.Winograd;

    public bool OnlyOnRequest => true;

    public string? WhyNot(ConvGeometry geometry)
    {
        if (geometry.Kernel != KernelSize)
            return $"it is for kernels of 3x3, but this one is {geometry.Kernel}";
        if (geometry.Step != 1)
            return $"it is for stride 1, but this one is {geometry.Stride}";
        if (geometry.Dilation != 1)
            return $"it is for dilation 1, but this one is {geometry.Dilation}";
        var plan = new WinogradPlan(geometry, geometry.Options.Tier.Resolve());
        if (plan.PackedWeightElements > PinnedBuffer.MaxLength)
            return $"the transformed weights have {plan.PackedWeightElements} elements, over {PinnedBuffer.MaxLength}";
        if (plan.Blocks > Array.MaxLength)
            return $"there are {plan.Blocks} blocks of tiles, over {Array.MaxLength}";
        return plan.Scratch.Elements > PinnedBuffer.MaxLength
            ? $"a block's transformed input has {plan.Scratch.Elements} elements, over {PinnedBuffer.MaxLength}"
            : null;
    }

    public ConvPlan Plan(ConvGeometry geometry, VectorTier tier) => new WinogradPlan(geometry, tier);

    public IPreparedConv Prepare(ConvPlan plan, LayerWeights weights) => new PreparedWinograd((WinogradPlan)plan, weights);
}
