using System.Runtime.Intrinsics;
using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.Vectors;

namespace GroupConv.Im2colGemm;

/// <summary>One kernel in the table: what the planner has to know, and how to start it.</summary>
/// <param name="Tier">The vector width it is written for.</param>
/// <param name="Rows">Output channels in a tile.</param>
/// <param name="Columns">Output positions in a tile.</param>
/// <param name="NewCall">Makes the state of a call that runs on this tile.</param>
internal sealed record GemmTileEntry(VectorTier Tier, int Rows, int Columns, Func<PreparedIm2colGemm, Scratch, ConvCall> NewCall)
{
    public static GemmTileEntry Of<TTile>(VectorTier tier)
        where TTile : struct, IGemmTile =>
        new(tier, TTile.Rows, TTile.Columns, static (prepared, scratch) => new Im2colGemmCall<TTile>(prepared, scratch));
}

/// <summary>The table of kernels: planner and tests both read it.</summary>
internal static class GemmTiles
{
    public static IReadOnlyList<GemmTileEntry> All { get; } =
    [
        GemmTileEntry.Of<GemmTile4x3<Lanes1, float>>(VectorTier.Scalar),
        GemmTileEntry.Of<GemmTile4x3<Lanes128, Vector128<float>>>(VectorTier.Vector128),
        GemmTileEntry.Of<GemmTile4x3<Lanes256, Vector256<float>>>(VectorTier.Vector256),
        GemmTileEntry.Of<GemmTile4x3<Lanes512, Vector512<float>>>(VectorTier.Vector512),
        GemmTileEntry.Of<GemmTile8x3<Lanes512, Vector512<float>>>(VectorTier.Vector512),
    ];

    /// <summary>The tile of a tier that computes the fewest channels which nobody asked for; of equals, the taller.</summary>
    public static GemmTileEntry Choose(VectorTier tier, int channelsPerGroup) =>
        All.Where(tile => tile.Tier == tier)
            .OrderBy(tile => (channelsPerGroup + tile.Rows - 1) / tile.Rows * tile.Rows)
            .ThenByDescending(tile => tile.Rows)
            .First();
}
