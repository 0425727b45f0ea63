using System.Runtime.Intrinsics;
using GroupConv.Planning;
using GroupConv.Vectors;

namespace GroupConv.SpatialLanes;

/// <summary>The tiers that the algorithm is compiled for.</summary>
internal static class SpatialTiles
{
    /// <summary>The state of a call on the plan's tier.</summary>
    public static ConvCall NewCall(PreparedSpatialLanes prepared) => prepared.Plan.Tier switch
    {
        VectorTier.Vector512 => new SpatialLanesCall<Lanes512, Vector512<float>>(prepared),
        VectorTier.Vector256 => new SpatialLanesCall<Lanes256, Vector256<float>>(prepared),
        VectorTier.Vector128 => new SpatialLanesCall<Lanes128, Vector128<float>>(prepared),
        _ => new SpatialLanesCall<Lanes1, float>(prepared),
    };
}
