using System.Runtime.CompilerServices;
using GroupConv.Vectors;

namespace GroupConv.Gradients;

/// <summary>2 rows by 6 taps. 12 sums, 2 gradients and 1 input in 16 registers; 8 loads for 12 multiply-adds.</summary>
internal readonly unsafe struct DotTile2x6<TLanes, TVector> : IDotTile
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    public static int Rows => 2;

    public static int Taps => 6;

    // Optimised at once, and without a call: across one, the sums would live on the stack.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in DotArguments arguments)
    {
        const int lanes = IDotTile.SumLanes;
        // A vector of fewer lanes goes along the lines several times, and takes its lanes of every sixteen.
        for (int lane = 0; lane < lanes; lane += TLanes.Count)
        {
            float* y0 = arguments.Rows + lane;
            float* y1 = y0 + arguments.RowPitch;
            float* x0 = arguments.Taps + lane + arguments.TapOffsets[0];
            float* x1 = arguments.Taps + lane + arguments.TapOffsets[1];
            float* x2 = arguments.Taps + lane + arguments.TapOffsets[2];
            float* x3 = arguments.Taps + lane + arguments.TapOffsets[3];
            float* x4 = arguments.Taps + lane + arguments.TapOffsets[4];
            float* x5 = arguments.Taps + lane + arguments.TapOffsets[5];
            float* sums = arguments.Sums + lane;
            TVector zero = TLanes.Broadcast(0f);
            TVector c00 = zero, c01 = zero, c02 = zero, c03 = zero, c04 = zero, c05 = zero;
            TVector c10 = zero, c11 = zero, c12 = zero, c13 = zero, c14 = zero, c15 = zero;
            if (arguments.Resume)
            {
                c00 = TLanes.Load(sums);
                c01 = TLanes.Load(sums + 1 * lanes);
                c02 = TLanes.Load(sums + 2 * lanes);
                c03 = TLanes.Load(sums + 3 * lanes);
                c04 = TLanes.Load(sums + 4 * lanes);
                c05 = TLanes.Load(sums + 5 * lanes);
                c10 = TLanes.Load(sums + 6 * lanes);
                c11 = TLanes.Load(sums + 7 * lanes);
                c12 = TLanes.Load(sums + 8 * lanes);
                c13 = TLanes.Load(sums + 9 * lanes);
                c14 = TLanes.Load(sums + 10 * lanes);
                c15 = TLanes.Load(sums + 11 * lanes);
            }

            long at = 0;
            for (long segment = arguments.Segments; segment > 0; segment--)
            {
                long end = at + arguments.Length;
                for (; at < end; at += lanes)
                {
                    TVector a0 = TLanes.Load(y0 + at);
                    TVector a1 = TLanes.Load(y1 + at);
                    TVector b;
                    b = TLanes.Load(x0 + at);
                    c00 = TLanes.MultiplyAdd(a0, b, c00);
                    c10 = TLanes.MultiplyAdd(a1, b, c10);
                    b = TLanes.Load(x1 + at);
                    c01 = TLanes.MultiplyAdd(a0, b, c01);
                    c11 = TLanes.MultiplyAdd(a1, b, c11);
                    b = TLanes.Load(x2 + at);
                    c02 = TLanes.MultiplyAdd(a0, b, c02);
                    c12 = TLanes.MultiplyAdd(a1, b, c12);
                    b = TLanes.Load(x3 + at);
                    c03 = TLanes.MultiplyAdd(a0, b, c03);
                    c13 = TLanes.MultiplyAdd(a1, b, c13);
                    b = TLanes.Load(x4 + at);
                    c04 = TLanes.MultiplyAdd(a0, b, c04);
                    c14 = TLanes.MultiplyAdd(a1, b, c14);
                    b = TLanes.Load(x5 + at);
                    c05 = TLanes.MultiplyAdd(a0, b, c05);
                    c15 = TLanes.MultiplyAdd(a1, b, c15);
                }

                at += arguments.SegmentStride - arguments.Length;
            }

            TLanes.Store(c00, sums);
            TLanes.Store(c01, sums + 1 * lanes);
            TLanes.Store(c02, sums + 2 * lanes);
            TLanes.Store(c03, sums + 3 * lanes);
            TLanes.Store(c04, sums + 4 * lanes);
            TLanes.Store(c05, sums + 5 * lanes);
            TLanes.Store(c10, sums + 6 * lanes);
            TLanes.Store(c11, sums + 7 * lanes);
            TLanes.Store(c12, sums + 8 * lanes);
            TLanes.Store(c13, sums + 9 * lanes);
            TLanes.Store(c14, sums + 10 * lanes);
            TLanes.Store(c15, sums + 11 * lanes);
        }
    }
}
