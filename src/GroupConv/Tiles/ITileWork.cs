namespace GroupConv.Tiles;

/// <summary>What an algorithm does with a tile, whichever it is. A structure, so that the JIT compiles it for each tile.</summary>
internal interface ITileWork
{
    /// <param name="arguments">What all calls of the tile have alike; the work fills in the rest.</param>
    void Run<TTile>(ref TileArguments arguments)
        where TTile : struct, ITile;
}
