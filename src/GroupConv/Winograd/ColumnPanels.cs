namespace GroupConv.Winograd;

/// <summary>How the vectors of a block are cut into columns of tiles, 3 and 2 wide: 7 is 3 + 2 + 2, for a single one runs at half speed.</summary>
internal static class ColumnPanels
{
    public const int MostWidth = 3;

    /// <summary>The width of the next panel.</summary>
    /// <param name="left">Vectors that are left, at least 1.</param>
    public static int Next(long left) => left == 1 ? 1 : left % 2 == 0 ? 2 : MostWidth;
}
