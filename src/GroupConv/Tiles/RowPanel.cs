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

    /// <summary>Whether tiles may keep more than 12 sums: vectors of so many lanes come with 32 registers, others with 16.</summary>
    public static bool HasManyRegisters(int lanes) => lanes >= 16;

    /// <summary>
    /// The table of tiles: sites of the one with so many rows. As many sums as there are registers for, so that as few loads as can be fall
    /// on a multiply-add; a single row's inputs are operands of the multiply-adds, and more than 8 of its sums gain nothing.
    /// </summary>
    public static int Sites(int rows, int lanes) => (rows, HasManyRegisters(lanes)) switch
    {
        (1, _) => 8,
        (2, false) => 6,
        (2, true) => 9,
        (3, false) => 4,
        (3, true) => 8,
        (_, false) => 3,
        (_, true) => 6,
    };
}
