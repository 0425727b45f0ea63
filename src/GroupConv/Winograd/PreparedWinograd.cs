using System.Runtime.Intrinsics;
using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.Vectors;

namespace GroupConv.Winograd;

/// <summary>The plan with its transformed weights.</summary>
internal sealed class PreparedWinograd(WinogradPlan plan, LayerWeights weights) : IPreparedConv
{
    public WinogradPlan Plan { get; } = plan;

    public PackedWinogradWeights Weights { get; } = PackedWinogradWeights.Of(plan, weights);

    public ConvCall NewCall(Scratch scratch) => Plan.Tier switch
    {
        VectorTier.Vector512 => new WinogradCall<Lanes512, Vector512<float>>(this),
        VectorTier.Vector256 => new WinogradCall<Lanes256, Vector256<float>>(this),
        VectorTier.Vector128 => new WinogradCall<Lanes128, Vector128<float>>(this),
        _ => new WinogradCall<Lanes1, float>(this),
    };
}
