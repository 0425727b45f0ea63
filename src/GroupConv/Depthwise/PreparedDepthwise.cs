using System.Runtime.Intrinsics;
using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.Vectors;

namespace GroupConv.Depthwise;

/// <summary>The plan with its weights and what a tile needs to know of a row.</summary>
internal sealed unsafe class PreparedDepthwise : IPreparedConv
{
    public PreparedDepthwise(DepthwisePlan plan, LayerWeights weights)
    {
        Plan = plan;
        Weights = PinnedWeights.Of(plan.Geometry, weights);
        ZeroRow = new PinnedBuffer(plan.Geometry.InWidth);
        ZeroRow.Span.Clear();
    }

    public DepthwisePlan Plan { get; }

    public PinnedWeights Weights { get; }

    /// <summary>[InWidth]: a row of the padding above or below.</summary>
    public PinnedBuffer ZeroRow { get; }

    public ConvCall NewCall() => Plan.Tier switch
    {
        VectorTier.Vector512 => NewCall<Lanes512, Vector512<float>>(),
        VectorTier.Vector256 => NewCall<Lanes256, Vector256<float>>(),
        VectorTier.Vector128 => NewCall<Lanes128, Vector128<float>>(),
        _ => NewCall<Lanes1, float>(),
    };

    public ConvCall NewCall<TLanes, TVector>()
        where TLanes : struct, ILanes<TVector>
        where TVector : struct =>
        (Plan.Geometry.Kernel.Height, Plan.Geometry.Stride.Height) switch
        {
            (3, 2) => new DepthwiseCall<DepthwiseTile3x3Stride2<TLanes, TVector>>(this),
            (7, _) => new DepthwiseCall<DepthwiseTile7x7<TLanes, TVector>>(this),
            (5, _) => new DepthwiseCall<DepthwiseTile5x5<TLanes, TVector>>(this),
            _ => new DepthwiseCall<DepthwiseTile3x3<TLanes, TVector>>(this),
        };
}
