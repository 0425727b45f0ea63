using System.Runtime.CompilerServices;
using GroupConv.Vectors;
using static GroupConv.Winograd.WinogradPoints;

namespace GroupConv.Winograd;

/// <summary>V = B' d B, as two passes of the same six formulas: along the rows, then down the columns. A lane is a tile.</summary>
internal static unsafe class InputTransform<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>Along a few input rows: tile t has their columns 4t to 4t + 5.</summary>
    /// <param name="phases">[rows, 4, phasePitch]: column 4t + k of a row lies at [k, t].</param>
    /// <param name="phasePitch">Floats from one phase to the next.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="tiles">Tiles in a row. A whole number of vectors is read and written.</param>
    /// <param name="lines">Receives [rows, 6, linePitch].</param>
    /// <param name="linePitch">Floats from one point to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(float* phases, long phasePitch, long rows, long tiles, float* lines, long linePitch)
    {
        for (; rows > 0; rows--, phases += Outputs * phasePitch, lines += Points * linePitch)
        {
            for (long tile = 0; tile < tiles; tile += TLanes.Count)
            {
                float* d = phases + tile;
                Write(
                    TLanes.Load(d), TLanes.Load(d + phasePitch), TLanes.Load(d + 2 * phasePitch), TLanes.Load(d + 3 * phasePitch),
                    TLanes.Load(d + 1), TLanes.Load(d + phasePitch + 1), lines + tile, linePitch);
            }
        }
    }

    /// <summary>Down the columns of neighbouring tiles, a vector of them after the other.</summary>
    /// <param name="lines">[6 rows, 6 points, linePitch].</param>
    /// <param name="linePitch">Floats from one point to the next.</param>
    /// <param name="vectors">Vectors of tiles.</param>
    /// <param name="transformed">Receives [6, 6, vectors], <paramref name="pitch"/> floats from one of the 36 to the next.</param>
    /// <param name="pitch">At least the tiles.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns(float* lines, long linePitch, long vectors, float* transformed, long pitch)
    {
        long row = Points * linePitch;
        for (; vectors > 0; vectors--, lines += TLanes.Count, transformed += TLanes.Count)
        {
            float* d = lines;
            float* v = transformed;
            for (int column = 0; column < Points; column++, d += linePitch, v += pitch)
            {
                Write(
                    TLanes.Load(d), TLanes.Load(d + row), TLanes.Load(d + 2 * row), TLanes.Load(d + 3 * row),
                    TLanes.Load(d + 4 * row), TLanes.Load(d + 5 * row), v, Points * pitch);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(TVector d0, TVector d1, TVector d2, TVector d3, TVector d4, TVector d5, float* v, long pitch)
    {
        // The JIT keeps the constants in registers through the loop; a variable for one of them would take a second register.
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Broadcast(A2 * B2), d0, TLanes.MultiplyAdd(TLanes.Broadcast(-(A2 + B2)), d2, d4)), v);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Broadcast(A2 * B2), d1, TLanes.MultiplyAdd(TLanes.Broadcast(-(A2 + B2)), d3, d5)), v + 5 * pitch);
        TVector even = TLanes.MultiplyAdd(TLanes.Broadcast(-B2), d2, d4), odd = TLanes.MultiplyAdd(TLanes.Broadcast(-B2), d1, d3);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Broadcast(A), odd, even), v + pitch);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Broadcast(-A), odd, even), v + 2 * pitch);
        even = TLanes.MultiplyAdd(TLanes.Broadcast(-A2), d2, d4);
        odd = TLanes.MultiplyAdd(TLanes.Broadcast(-A2), d1, d3);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Broadcast(B), odd, even), v + 3 * pitch);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Broadcast(-B), odd, even), v + 4 * pitch);
    }
}
