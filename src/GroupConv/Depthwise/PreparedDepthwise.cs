using System.Runtime.Intrinsics;
using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.Tiles;
using GroupConv.Vectors;

namespace GroupConv.Depthwise;

/// <summary>The plan with its weights and what a tile needs to know of a row.</summary>
internal sealed unsafe class PreparedDepthwise : IPreparedConv
{
    public PreparedDepthwise(DepthwisePlan plan, LayerWeights weights)
    {
        Plan = plan;
        Weights = PackedDepthwiseWeights.Of(plan, weights);
        ZeroRow = new PinnedBuffer((long)plan.Geometry.InWidth * plan.Block);
        ZeroRow.Span.Clear();
    }

    public DepthwisePlan Plan { get; }

    public PackedDepthwiseWeights Weights { get; }

    /// <summary>[InWidth, block]: a row of the padding above or below.</summary>
    public PinnedBuffer ZeroRow { get; }

    public ConvCall NewCall(Scratch scratch) => Plan.Tier switch
    {
        VectorTier.Vector512 => NewCall<Lanes512, Vector512<float>>(scratch),
        VectorTier.Vector256 => NewCall<Lanes256, Vector256<float>>(scratch),
        VectorTier.Vector128 => NewCall<Lanes128, Vector128<float>>(scratch),
        _ => NewCall<Lanes1, float>(scratch),
    };

    public ConvCall NewCall<TLanes, TVector>(Scratch scratch)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct =>
        Plan.Geometry.Step != 1 ? new DepthwiseCall<DepthwiseTile3x3Stride2<TLanes, TVector>>(this, scratch)
        : Plan.Block == 1 ? NewCall<TLanes, TVector, LanesOfPositions<TLanes, TVector>>(scratch)
        : NewCall<TLanes, TVector, LanesOfDepthwise<TLanes, TVector>>(scratch);

    private ConvCall NewCall<TLanes, TVector, TOperands>(Scratch scratch)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
        where TOperands : struct, IOperands<TVector> =>
        Plan.Geometry.Kernel.Height switch
        {
            7 => new DepthwiseCall<DepthwiseTile7x7<TLanes, TVector, TOperands>>(this, scratch),
            5 => new DepthwiseCall<DepthwiseTile5x5<TLanes, TVector, TOperands>>(this, scratch),
            _ => new DepthwiseCall<DepthwiseTile3x3<TLanes, TVector, TOperands>>(this, scratch),
        };
}
