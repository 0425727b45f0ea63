using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GroupConv.Vectors;

namespace GroupConv.Gradients;

/// <summary>Adds up the lanes of sums in one order on every processor: ((0+8)+(4+12)) and so on, then neighbours.</summary>
internal static unsafe class SumTree
{
    /// <summary>Sums that are added up together.</summary>
    public const int Width = 4;

    /// <summary>
    /// Four sums at a time. Of one with lanes l: q[i] = (l[i] + l[i + 8]) + (l[i + 4] + l[i + 12]) for i below 4, and then
    /// (q[0] + q[1]) + (q[2] + q[3]).
    /// </summary>
    /// <param name="sums">[4, SumLanes].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Of4(float* sums)
    {
        Vector128<float> a = Quarters(sums), b = Quarters(sums + IDotTile.SumLanes);
        Vector128<float> c = Quarters(sums + 2 * IDotTile.SumLanes), d = Quarters(sums + 3 * IDotTile.SumLanes);
        return Pairs(Pairs(a, b), Pairs(c, d));
    }

    private static Vector128<float> Quarters(float* lanes)
    {
        Vector256<float> eights = Vector256.Load(lanes) + Vector256.Load(lanes + 8);
        return eights.GetLower() + eights.GetUpper();
    }

    /// <summary>Adds up a tile's sums, and writes those that are wanted.</summary>
    /// <param name="sums">[rows, taps, lanes].</param>
    /// <param name="gradient">Receives [rows, taps].</param>
    /// <param name="pitch">Floats from one row to the next.</param>
    /// <param name="rows">Rows that are wanted.</param>
    /// <param name="taps">Taps that are.</param>
    public static void Write<TTile>(float* sums, float* gradient, long pitch, long rows, long taps)
        where TTile : struct, IDotTile
    {
        float* tile = sums; // a sum is fewer floats than its lanes, which have been read by then
        for (int i = 0; i < TTile.Rows * TTile.Taps; i += Width)
            Of4(sums + i * IDotTile.SumLanes).Store(tile + i);
        for (; rows > 0; rows--, gradient += pitch, tile += TTile.Taps)
            for (long tap = 0; tap < taps; tap++)
                gradient[tap] = tile[tap];
    }

    /// <summary>Of one sum, with lanes 0 to 3, 4 to 7, 8 to 11 and 12 to 15.</summary>
    public static float Of(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        Vector128<float> quarters = (a + c) + (b + d);
        return (quarters[0] + quarters[1]) + (quarters[2] + quarters[3]);
    }

    // [a0 + a1, a2 + a3, b0 + b1, b2 + b3]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Pairs(Vector128<float> a, Vector128<float> b) => Lanes128.Evens(a, b) + Lanes128.Odds(a, b);
}
