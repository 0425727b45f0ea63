using System.Runtime.CompilerServices;

namespace GroupConv.Vectors;

/// <summary>Nothing but multiply-adds: as many independent chains as hide the 4 cycles of each on two units, and still fit 16 registers.</summary>
internal static class PeakLoop
{
    public const int Chains = 12;

    // The sum is returned so that no chain is dead code.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static TVector Run<TLanes, TVector>(long turns)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        TVector half = TLanes.Broadcast(0.5f);
        TVector c0 = half;
        TVector c1 = half;
        TVector c2 = half;
        TVector c3 = half;
        TVector c4 = half;
        TVector c5 = half;
        TVector c6 = half;
        TVector c7 = half;
        TVector c8 = half;
        TVector c9 = half;
        TVector c10 = half;
        TVector c11 = half;
        for (long turn = 0; turn < turns; turn++)
        {
            c0 = TLanes.MultiplyAdd(c0, half, half);
            c1 = TLanes.MultiplyAdd(c1, half, half);
            c2 = TLanes.MultiplyAdd(c2, half, half);
            c3 = TLanes.MultiplyAdd(c3, half, half);
            c4 = TLanes.MultiplyAdd(c4, half, half);
            c5 = TLanes.MultiplyAdd(c5, half, half);
            c6 = TLanes.MultiplyAdd(c6, half, half);
            c7 = TLanes.MultiplyAdd(c7, half, half);
            c8 = TLanes.MultiplyAdd(c8, half, half);
            c9 = TLanes.MultiplyAdd(c9, half, half);
            c10 = TLanes.MultiplyAdd(c10, half, half);
            c11 = TLanes.MultiplyAdd(c11, half, half);
        }

        c0 = TLanes.Add(c0, c1);
        c0 = TLanes.Add(c0, c2);
        c0 = TLanes.Add(c0, c3);
        c0 = TLanes.Add(c0, c4);
        c0 = TLanes.Add(c0, c5);
        c0 = TLanes.Add(c0, c6);
        c0 = TLanes.Add(c0, c7);
        c0 = TLanes.Add(c0, c8);
        c0 = TLanes.Add(c0, c9);
        c0 = TLanes.Add(c0, c10);
        c0 = TLanes.Add(c0, c11);
        return c0;
    }
}
