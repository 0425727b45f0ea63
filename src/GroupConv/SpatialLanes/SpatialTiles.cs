using System.Runtime.Intrinsics;
using GroupConv.Planning;
using GroupConv.Vectors;

namespace GroupConv.SpatialLanes;

/// <summary>The four tiles, which serve every tier, and the tiers they are compiled for.</summary>
internal static class SpatialTiles
{
    /// <summary>Sites of the tile with so many channels.</summary>
    public static int Sites(int rows) => rows switch
    {
        1 => SpatialTile1x8<Lanes1, float>.Sites,
        2 => SpatialTile2x6<Lanes1, float>.Sites,
        3 => SpatialTile3x4<Lanes1, float>.Sites,
        _ => SpatialTile4x3<Lanes1, float>.Sites,
    };

    /// <summary>The state of a call on the plan's tier.</summary>
    public static ConvCall NewCall(PreparedSpatialLanes prepared) => prepared.Plan.Tier switch
    {
        VectorTier.Vector512 => new SpatialLanesCall<Lanes512, Vector512<float>>(prepared),
        VectorTier.Vector256 => new SpatialLanesCall<Lanes256, Vector256<float>>(prepared),
        VectorTier.Vector128 => new SpatialLanesCall<Lanes128, Vector128<float>>(prepared),
        _ => new SpatialLanesCall<Lanes1, float>(prepared),
    };
}
