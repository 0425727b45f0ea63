using System.Runtime.CompilerServices;
using GroupConv.Vectors;

namespace GroupConv.Gradients;

/// <summary>4 rows by 6 taps, for vectors that come with 32 registers: 24 sums, 4 gradients and 1 input; 10 loads for 24 multiply-adds.</summary>
internal readonly unsafe struct DotTile4x6<TLanes, TVector> : IDotTile
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    public static int Rows => 4;

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
            float* y2 = y1 + arguments.RowPitch;
            float* y3 = y2 + arguments.RowPitch;
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
            TVector c20 = zero, c21 = zero, c22 = zero, c23 = zero, c24 = zero, c25 = zero;
            TVector c30 = zero, c31 = zero, c32 = zero, c33 = zero, c34 = zero, c35 = zero;
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
                c20 = TLanes.Load(sums + 12 * lanes);
                c21 = TLanes.Load(sums + 13 * lanes);
                c22 = TLanes.Load(sums + 14 * lanes);
                c23 = TLanes.Load(sums + 15 * lanes);
                c24 = TLanes.Load(sums + 16 * lanes);
                c25 = TLanes.Load(sums + 17 * lanes);
                c30 = TLanes.Load(sums + 18 * lanes);
                c31 = TLanes.Load(sums + 19 * lanes);
                c32 = TLanes.Load(sums + 20 * lanes);
                c33 = TLanes.Load(sums + 21 * lanes);
                c34 = TLanes.Load(sums + 22 * lanes);
                c35 = TLanes.Load(sums + 23 * lanes);
            }

            long at = 0;
            for (long segment = arguments.Segments; segment > 0; segment--)
            {
                long end = at + arguments.Length;
                for (; at < end; at += lanes)
                {
                    TVector a0 = TLanes.Load(y0 + at);
                    TVector a1 = TLanes.Load(y1 + at);
                    TVector a2 = TLanes.Load(y2 + at);
                    TVector a3 = TLanes.Load(y3 + at);
                    TVector b;
                    b = TLanes.Load(x0 + at);
                    c00 = TLanes.MultiplyAdd(a0, b, c00);
                    c10 = TLanes.MultiplyAdd(a1, b, c10);
                    c20 = TLanes.MultiplyAdd(a2, b, c20);
                    c30 = TLanes.MultiplyAdd(a3, b, c30);
                    b = TLanes.Load(x1 + at);
                    c01 = TLanes.MultiplyAdd(a0, b, c01);
                    c11 = TLanes.MultiplyAdd(a1, b, c11);
                    c21 = TLanes.MultiplyAdd(a2, b, c21);
                    c31 = TLanes.MultiplyAdd(a3, b, c31);
                    b = TLanes.Load(x2 + at);
                    c02 = TLanes.MultiplyAdd(a0, b, c02);
                    c12 = TLanes.MultiplyAdd(a1, b, c12);
                    c22 = TLanes.MultiplyAdd(a2, b, c22);
                    c32 = TLanes.MultiplyAdd(a3, b, c32);
                    b = TLanes.Load(x3 + at);
                    c03 = TLanes.MultiplyAdd(a0, b, c03);
                    c13 = TLanes.MultiplyAdd(a1, b, c13);
                    c23 = TLanes.MultiplyAdd(a2, b, c23);
                    c33 = TLanes.MultiplyAdd(a3, b, c33);
                    b = TLanes.Load(x4 + at);
                    c04 = TLanes.MultiplyAdd(a0, b, c04);
                    c14 = TLanes.MultiplyAdd(a1, b, c14);
                    c24 = TLanes.MultiplyAdd(a2, b, c24);
                    c34 = TLanes.MultiplyAdd(a3, b, c34);
                    b = TLanes.Load(x5 + at);
                    c05 = TLanes.MultiplyAdd(a0, b, c05);
                    c15 = TLanes.MultiplyAdd(a1, b, c15);
                    c25 = TLanes.MultiplyAdd(a2, b, c25);
                    c35 = TLanes.MultiplyAdd(a3, b, c35);
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
            TLanes.Store(c20, sums + 12 * lanes);
            TLanes.Store(c21, sums + 13 * lanes);
            TLanes.Store(c22, sums + 14 * lanes);
            TLanes.Store(c23, sums + 15 * lanes);
            TLanes.Store(c24, sums + 16 * lanes);
            TLanes.Store(c25, sums + 17 * lanes);
            TLanes.Store(c30, sums + 18 * lanes);
            TLanes.Store(c31, sums + 19 * lanes);
            TLanes.Store(c32, sums + 20 * lanes);
            TLanes.Store(c33, sums + 21 * lanes);
            TLanes.Store(c34, sums + 22 * lanes);
            TLanes.Store(c35, sums + 23 * lanes);
        }
    }
}
