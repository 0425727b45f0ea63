namespace GroupConv.Tiles;

/// <summary>Neighbouring rows, output channels of a group or vectors of them, that one tile computes.</summary>
/// <param name="First">The first, within the group.</param>
/// <param name="Rows">1 to 4.</param>
internal readonly record struct RowPanel(int First, int Rows)
{
    public const int MostRows = 4;

    /// <summary>
    /// Cuts rows into panels of <paramref name="most"/> and a rest, without a single one alone where there are others: 5 is 3 + 2, neither
    /// 4 + 1 nor 2 + 2 + 1.
    /// </summary>
    /// <param name="count">Rows.</param>
    /// <param name="most">2 or 4.</param>
    public static IEnumerable<RowPanel> Of(int count, int most = MostRows)
    {
        for (int first = 0; first < count;)
        {
            int left = count - first;
            int rows = left == 3 || left == MostRows + 1 ? 3 : Math.Min(left, most);
            yield return new RowPanel(first, rows);
            first += rows;
        }
    }

    /// <summary>Sites of the tile with so many rows.</summary>
    public static int Sites(int rows) => rows switch
    {
        1 => 8,
        2 => 6,
        3 => 4,
        _ => 3,
    };
}
