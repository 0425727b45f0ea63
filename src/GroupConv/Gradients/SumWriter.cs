using System.Runtime.Intrinsics;

namespace GroupConv.Gradients;

/// <summary>Adds up the lanes of a unit's sums, and puts them where they belong.</summary>
internal static unsafe class SumWriter
{
    /// <param name="plan">The sizes.</param>
    /// <param name="unit">Whose sums these are.</param>
    /// <param name="sums">Tile after tile, [rows, taps, lanes].</param>
    /// <param name="weightGradient">[Cout, Cin/G, Kh, Kw].</param>
    public static void Write(WeightGradientPlan plan, GradientUnit unit, float* sums, float* weightGradient)
    {
        (int rows, int tileTaps) = plan.Tile;
        long taps = unit.Ins * plan.KernelTaps;
        float* tile = stackalloc float[(int)(plan.Tile.SumElements / IDotTile.SumLanes)];
        float* block = weightGradient + unit.FirstOut * plan.Geometry.Taps + unit.FirstInWithinGroup * plan.KernelTaps;
        for (long row = 0; row < unit.Outs; row += rows)
            for (long tap = 0; tap < taps; tap += tileTaps)
            {
                for (long i = 0; i < plan.Tile.SumElements / IDotTile.SumLanes; i += SumTree.Width, sums += SumTree.Width * IDotTile.SumLanes)
                    SumTree.Of4(sums).Store(tile + i);
                long rowsHere = Math.Min(rows, unit.Outs - row), tapsHere = Math.Min(tileTaps, taps - tap);
                for (long r = 0; r < rowsHere; r++)
                    for (long t = 0; t < tapsHere; t++)
                        block[(row + r) * plan.Geometry.Taps + tap + t] = tile[r * tileTaps + t];
            }
    }

    /// <param name="unit">Whose sums these are.</param>
    /// <param name="sums">[Outs, lanes].</param>
    /// <param name="biasGradient">[Cout].</param>
    public static void WriteBias(GradientUnit unit, float* sums, float* biasGradient)
    {
        float* four = stackalloc float[SumTree.Width * IDotTile.SumLanes];
        for (long row = 0; row < unit.Outs; row++, sums += IDotTile.SumLanes)
        {
            new ReadOnlySpan<float>(sums, IDotTile.SumLanes).CopyTo(new Span<float>(four, IDotTile.SumLanes));
            biasGradient[unit.FirstOut + row] = SumTree.Of4(four).ToScalar();
        }
    }
}
