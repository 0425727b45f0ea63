using System.Runtime.CompilerServices;
using GroupConv.Vectors;
using static GroupConv.Winograd.WinogradPoints;

namespace GroupConv.Winograd;

/// <summary>Y = A' m A of one output channel, with bias and clamp: four formulas down the columns, then along the rows. A lane is a tile.</summary>
internal static unsafe class OutputTransform<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <param name="sums">[6, 6, vectors], <paramref name="pitch"/> floats from one of the 36 to the next.</param>
    /// <param name="pitch">At least the tiles.</param>
    /// <param name="vectors">Vectors of tiles.</param>
    /// <param name="epilogue">What follows the sums.</param>
    /// <param name="spare">Room for 24 vectors.</param>
    /// <param name="outputs">Receives [4, 4, outputPitch]: output [i, j] of every tile.</param>
    /// <param name="outputPitch">At least the tiles.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* sums, long pitch, long vectors, in WinogradEpilogue epilogue, float* spare, float* outputs, long outputPitch)
    {
        long row = Points * TLanes.Count;
        for (; vectors > 0; vectors--, sums += TLanes.Count, outputs += TLanes.Count)
        {
            float* m = sums;
            float* half = spare;
            for (int column = 0; column < Points; column++, m += pitch, half += TLanes.Count)
            {
                Combine(m, Points * pitch, out TVector y0, out TVector y1, out TVector y2, out TVector y3);
                TLanes.Store(y0, half);
                TLanes.Store(y1, half + row);
                TLanes.Store(y2, half + 2 * row);
                TLanes.Store(y3, half + 3 * row);
            }

            half = spare;
            float* y = outputs;
            for (int i = 0; i < Outputs; i++, half += row, y += Outputs * outputPitch)
            {
                Combine(half, TLanes.Count, out TVector y0, out TVector y1, out TVector y2, out TVector y3);
                TVector bias = TLanes.Broadcast(epilogue.Bias); // read anew: the constants have the registers
                y0 = TLanes.Add(y0, bias);
                y1 = TLanes.Add(y1, bias);
                y2 = TLanes.Add(y2, bias);
                y3 = TLanes.Add(y3, bias);
                if (epilogue.Clamped)
                {
                    TVector min = TLanes.Broadcast(epilogue.Min), max = TLanes.Broadcast(epilogue.Max);
                    y0 = TLanes.AtMost(TLanes.AtLeast(y0, min), max);
                    y1 = TLanes.AtMost(TLanes.AtLeast(y1, min), max);
                    y2 = TLanes.AtMost(TLanes.AtLeast(y2, min), max);
                    y3 = TLanes.AtMost(TLanes.AtLeast(y3, min), max);
                }

                TLanes.Store(y0, y);
                TLanes.Store(y1, y + outputPitch);
                TLanes.Store(y2, y + 2 * outputPitch);
                TLanes.Store(y3, y + 3 * outputPitch);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Combine(float* m, long pitch, out TVector y0, out TVector y1, out TVector y2, out TVector y3)
    {
        // The constants are not variables for the same reason as in the input's transform.
        TVector plusA = TLanes.Load(m + pitch), minusA = TLanes.Load(m + 2 * pitch);
        TVector plusB = TLanes.Load(m + 3 * pitch), minusB = TLanes.Load(m + 4 * pitch);
        TVector evenA = TLanes.Add(plusA, minusA), oddA = TLanes.MultiplyAdd(TLanes.Broadcast(-1f), minusA, plusA);
        TVector evenB = TLanes.Add(plusB, minusB), oddB = TLanes.MultiplyAdd(TLanes.Broadcast(-1f), minusB, plusB);
        y0 = TLanes.Add(TLanes.Load(m), TLanes.Add(evenA, evenB));
        y1 = TLanes.MultiplyAdd(TLanes.Broadcast(B), oddB, TLanes.MultiplyAdd(TLanes.Broadcast(A), oddA, TLanes.Broadcast(0f)));
        y2 = TLanes.MultiplyAdd(TLanes.Broadcast(B2), evenB, TLanes.MultiplyAdd(TLanes.Broadcast(A2), evenA, TLanes.Broadcast(0f)));
        y3 = TLanes.MultiplyAdd(TLanes.Broadcast(B3), oddB, TLanes.MultiplyAdd(TLanes.Broadcast(A3), oddA, TLanes.Load(m + 5 * pitch)));
    }
}

/// <summary>What follows an output channel's sums.</summary>
/// <param name="Bias">-0 for a layer without, which changes no sum.</param>
/// <param name="Clamped">Whether there are limits.</param>
/// <param name="Min">The least output.</param>
/// <param name="Max">The greatest output.</param>
internal readonly record struct WinogradEpilogue(float Bias, bool Clamped, float Min, float Max);
