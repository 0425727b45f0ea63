using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GroupConv.Vectors;

namespace GroupConv.Gradients;

/// <summary>Adds up the lanes of sums in one order on every processor: ((0+8)+(4+12)) and so on, then halves again.</summary>
internal static unsafe class SumTree
{
    /// <summary>Sums that are added up together.</summary>
    public const int Width = 4;

    /// <summary>
    /// Four sums at a time. Of one with lanes l: q[i] = (l[i] + l[i + 8]) + (l[i + 4] + l[i + 12]) for i below 4, and then
    /// (q[0] + q[2]) + (q[1] + q[3]).
    /// </summary>
    /// <param name="sums">[4, SumLanes].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Of4(float* sums)
    {
        Vector128<float> a = Quarters(sums), b = Quarters(sums + IDotTile.SumLanes);
        Vector128<float> c = Quarters(sums + 2 * IDotTile.SumLanes), d = Quarters(sums + 3 * IDotTile.SumLanes);
        Vector128<float> ab = Halves(a, b), cd = Halves(c, d);
        return Lanes128.Evens(ab, cd) + Lanes128.Odds(ab, cd);
    }

    private static Vector128<float> Quarters(float* lanes) =>
        (Vector128.Load(lanes) + Vector128.Load(lanes + 8)) + (Vector128.Load(lanes + 4) + Vector128.Load(lanes + 12));

    // [a0 + a2, a1 + a3, b0 + b2, b1 + b3]
    private static Vector128<float> Halves(Vector128<float> a, Vector128<float> b) =>
        Vector128.Create(a.GetLower(), b.GetLower()) + Vector128.Create(a.GetUpper(), b.GetUpper());
}
