using GroupConv.Vectors;

namespace GroupConv.Tiles;

/// <summary>The one place that chooses among the tiles: the one with so many rows, and as many sites as <see cref="RowPanel.Sites"/> has.</summary>
internal static class TileChoice<TLanes, TVector, TOperands>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
    where TOperands : struct, IOperands<TVector>
{
    /// <param name="rows">1 to 4.</param>
    /// <param name="work">Gets the tile, and calls it as often as it likes: the choice is made once.</param>
    /// <param name="arguments">The work's.</param>
    public static void Run<TWork>(int rows, TWork work, ref TileArguments arguments)
        where TWork : struct, ITileWork
    {
        switch (rows, RowPanel.HasManyRegisters(TLanes.Count))
        {
            case (1, _): work.Run<Tile1x8<TLanes, TVector, TOperands>>(ref arguments); break;
            case (2, false): work.Run<Tile2x6<TLanes, TVector, TOperands>>(ref arguments); break;
            case (2, true): work.Run<Tile2x9<TLanes, TVector, TOperands>>(ref arguments); break;
            case (3, false): work.Run<Tile3x4<TLanes, TVector, TOperands>>(ref arguments); break;
            case (3, true): work.Run<Tile3x8<TLanes, TVector, TOperands>>(ref arguments); break;
            case (_, false): work.Run<Tile4x3<TLanes, TVector, TOperands>>(ref arguments); break;
            case (_, true): work.Run<Tile4x6<TLanes, TVector, TOperands>>(ref arguments); break;
        }
    }
}
