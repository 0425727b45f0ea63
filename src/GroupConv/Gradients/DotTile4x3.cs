using System.Runtime.CompilerServices;
using GroupConv.Vectors;

namespace GroupConv.Gradients;

/// <summary>4 rows by 3 taps. 12 sums, 3 inputs and 1 gradient in 16 registers; 7 loads for 12 multiply-adds.</summary>
internal readonly unsafe struct DotTile4x3<TLanes, TVector> : IDotTile
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    public static int Rows => 4;

    public static int Taps => 3;

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
            float* sums = arguments.Sums + lane;
            TVector zero = TLanes.Broadcast(0f);
            TVector c00 = zero, c01 = zero, c02 = zero;
            TVector c10 = zero, c11 = zero, c12 = zero;
            TVector c20 = zero, c21 = zero, c22 = zero;
            TVector c30 = zero, c31 = zero, c32 = zero;
            if (arguments.Resume)
            {
                c00 = TLanes.Load(sums);
                c01 = TLanes.Load(sums + 1 * lanes);
                c02 = TLanes.Load(sums + 2 * lanes);
                c10 = TLanes.Load(sums + 3 * lanes);
                c11 = TLanes.Load(sums + 4 * lanes);
                c12 = TLanes.Load(sums + 5 * lanes);
                c20 = TLanes.Load(sums + 6 * lanes);
                c21 = TLanes.Load(sums + 7 * lanes);
                c22 = TLanes.Load(sums + 8 * lanes);
                c30 = TLanes.Load(sums + 9 * lanes);
                c31 = TLanes.Load(sums + 10 * lanes);
                c32 = TLanes.Load(sums + 11 * lanes);
            }

            long at = 0;
            for (long segment = arguments.Segments; segment > 0; segment--)
            {
                long end = at + arguments.Length;
                for (; at < end; at += lanes)
                {
                    TVector b0 = TLanes.Load(x0 + at);
                    TVector b1 = TLanes.Load(x1 + at);
                    TVector b2 = TLanes.Load(x2 + at);
                    TVector a;
                    a = TLanes.Load(y0 + at);
                    c00 = TLanes.MultiplyAdd(a, b0, c00);
                    c01 = TLanes.MultiplyAdd(a, b1, c01);
                    c02 = TLanes.MultiplyAdd(a, b2, c02);
                    a = TLanes.Load(y1 + at);
                    c10 = TLanes.MultiplyAdd(a, b0, c10);
                    c11 = TLanes.MultiplyAdd(a, b1, c11);
                    c12 = TLanes.MultiplyAdd(a, b2, c12);
                    a = TLanes.Load(y2 + at);
                    c20 = TLanes.MultiplyAdd(a, b0, c20);
                    c21 = TLanes.MultiplyAdd(a, b1, c21);
                    c22 = TLanes.MultiplyAdd(a, b2, c22);
                    a = TLanes.Load(y3 + at);
                    c30 = TLanes.MultiplyAdd(a, b0, c30);
                    c31 = TLanes.MultiplyAdd(a, b1, c31);
                    c32 = TLanes.MultiplyAdd(a, b2, c32);
                }

                at += arguments.SegmentStride - arguments.Length;
            }

            TLanes.Store(c00, sums);
            TLanes.Store(c01, sums + 1 * lanes);
            TLanes.Store(c02, sums + 2 * lanes);
            TLanes.Store(c10, sums + 3 * lanes);
            TLanes.Store(c11, sums + 4 * lanes);
            TLanes.Store(c12, sums + 5 * lanes);
            TLanes.Store(c20, sums + 6 * lanes);
            TLanes.Store(c21, sums + 7 * lanes);
            TLanes.Store(c22, sums + 8 * lanes);
            TLanes.Store(c30, sums + 9 * lanes);
            TLanes.Store(c31, sums + 10 * lanes);
            TLanes.Store(c32, sums + 11 * lanes);
        }
    }
}
