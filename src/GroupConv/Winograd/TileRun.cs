namespace GroupConv.Winograd;

/// <summary>Neighbouring tiles of one row of tiles of one image: a block of tiles is a few such runs.</summary>
/// <param name="Image">The image.</param>
/// <param name="Row">The row of tiles within its plane.</param>
/// <param name="Column">The first tile's column of tiles.</param>
/// <param name="Length">Tiles.</param>
/// <param name="Position">The first tile's place within the block.</param>
internal readonly record struct TileRun(long Image, long Row, long Column, long Length, long Position)
{
    /// <summary>The first run of a block.</summary>
    /// <param name="plan">The sizes.</param>
    /// <param name="firstTile">The block's first tile, counted over all images.</param>
    /// <param name="tiles">The block's tiles.</param>
    public static TileRun First(WinogradPlan plan, long firstTile, long tiles)
    {
        (long rows, long column) = Math.DivRem(firstTile, plan.TilesWide);
        (long image, long row) = Math.DivRem(rows, plan.TilesHigh);
        return new TileRun(image, row, column, Math.Min(plan.TilesWide - column, tiles), 0);
    }

    /// <summary>The run behind this one; of length 0 where the block ends.</summary>
    public TileRun Next(WinogradPlan plan, long tiles)
    {
        bool sameImage = Row + 1 < plan.TilesHigh;
        long position = Position + Length;
        return new TileRun(sameImage ? Image : Image + 1, sameImage ? Row + 1 : 0, 0, Math.Min(plan.TilesWide, tiles - position), position);
    }
}
