namespace GroupConv.SpatialLanes;

/// <summary>Neighbouring output channels of a group that one tile computes.</summary>
/// <param name="First">The first, within the group.</param>
/// <param name="Rows">1 to 4.</param>
internal readonly record struct RowPanel(int First, int Rows)
{
    public const int MostRows = 4;

    /// <summary>Cuts a group into panels of 4 and a rest, without a single channel alone where there are others: 5 is 3 + 2, not 4 + 1.</summary>
    public static IEnumerable<RowPanel> Of(int channels)
    {
        for (int first = 0; first < channels;)
        {
            int left = channels - first;
            int rows = left == MostRows + 1 ? MostRows - 1 : Math.Min(left, MostRows);
            yield return new RowPanel(first, rows);
            first += rows;
        }
    }
}
