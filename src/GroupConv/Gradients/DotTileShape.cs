using GroupConv.Tiles;
using static GroupConv.Planning.UnitSizes;

namespace GroupConv.Gradients;

/// <summary>Rows and taps of a tile.</summary>
internal readonly record struct DotTileShape(int Rows, int Taps)
{
    private const int SumsTogether = 4; // what the tree adds up at a time

    private static readonly DotTileShape[] Narrow = [new(4, 3), new(2, 6), new(1, 9)];
    private static readonly DotTileShape[] Wide = [new(8, 3), new(4, 6), .. Narrow];

    /// <summary>Floats of a tile's sums.</summary>
    public long SumElements => CeilDiv(Rows * Taps, SumsTogether) * SumsTogether * IDotTile.SumLanes;

    /// <summary>The tiles of a tier.</summary>
    public static ReadOnlySpan<DotTileShape> All(VectorTier tier) => RowPanel.HasManyRegisters(tier.Lanes()) ? Wide : Narrow;

    /// <summary>The tile that takes the fewest cycles for the rows and taps of a group, those included that it has too many.</summary>
    public static DotTileShape Of(long rows, long taps, VectorTier tier)
    {
        DotTileShape best = default;
        double least = double.PositiveInfinity;
        foreach (DotTileShape shape in All(tier))
        {
            double cycles = CeilDiv(rows, shape.Rows) * (double)CeilDiv(taps, shape.Taps) * shape.Cycles;
            if (cycles < least)
                (least, best) = (cycles, shape);
        }

        return best;
    }

    // Two multiply-adds a cycle, or two loads; those of the input cross cache lines, and count twice in part.
    private double Cycles => Math.Max(Rows * Taps, Rows + 1.5 * Taps) / 2;
}
