using System.Runtime.CompilerServices;
using GroupConv.Vectors;

namespace GroupConv.Gradients;

/// <summary>1 row by 9 taps, a kernel of 3x3 on one channel. 9 sums, more than hide the latency of a multiply-add; 10 loads for 9 multiply-adds.</summary>
internal readonly unsafe struct DotTile1x9<TLanes, TVector> : IDotTile
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    public static int Rows => 1;

    public static int Taps => 9;

    // Optimised at once, and without a call: across one, the sums would live on the stack.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in DotArguments arguments)
    {
        const int lanes = IDotTile.SumLanes;
        // A vector of fewer lanes goes along the lines several times, and takes its lanes of every sixteen.
        for (int lane = 0; lane < lanes; lane += TLanes.Count)
        {
            float* y0 = arguments.Rows + lane;
            float* x0 = arguments.Taps + lane + arguments.TapOffsets[0];
            float* x1 = arguments.Taps + lane + arguments.TapOffsets[1];
            float* x2 = arguments.Taps + lane + arguments.TapOffsets[2];
            float* x3 = arguments.Taps + lane + arguments.TapOffsets[3];
            float* x4 = arguments.Taps + lane + arguments.TapOffsets[4];
            float* x5 = arguments.Taps + lane + arguments.TapOffsets[5];
            float* x6 = arguments.Taps + lane + arguments.TapOffsets[6];
            float* x7 = arguments.Taps + lane + arguments.TapOffsets[7];
            float* x8 = arguments.Taps + lane + arguments.TapOffsets[8];
            float* sums = arguments.Sums + lane;
            TVector zero = TLanes.Broadcast(0f);
            TVector c00 = zero, c01 = zero, c02 = zero, c03 = zero, c04 = zero, c05 = zero, c06 = zero, c07 = zero, c08 = zero;
            if (arguments.Resume)
            {
                c00 = TLanes.Load(sums);
                c01 = TLanes.Load(sums + 1 * lanes);
                c02 = TLanes.Load(sums + 2 * lanes);
                c03 = TLanes.Load(sums + 3 * lanes);
                c04 = TLanes.Load(sums + 4 * lanes);
                c05 = TLanes.Load(sums + 5 * lanes);
                c06 = TLanes.Load(sums + 6 * lanes);
                c07 = TLanes.Load(sums + 7 * lanes);
                c08 = TLanes.Load(sums + 8 * lanes);
            }

            long at = 0;
            for (long segment = arguments.Segments; segment > 0; segment--)
            {
                long end = at + arguments.Length;
                for (; at < end; at += lanes)
                {
                    TVector a0 = TLanes.Load(y0 + at);
                    TVector b;
                    b = TLanes.Load(x0 + at);
                    c00 = TLanes.MultiplyAdd(a0, b, c00);
                    b = TLanes.Load(x1 + at);
                    c01 = TLanes.MultiplyAdd(a0, b, c01);
                    b = TLanes.Load(x2 + at);
                    c02 = TLanes.MultiplyAdd(a0, b, c02);
                    b = TLanes.Load(x3 + at);
                    c03 = TLanes.MultiplyAdd(a0, b, c03);
                    b = TLanes.Load(x4 + at);
                    c04 = TLanes.MultiplyAdd(a0, b, c04);
                    b = TLanes.Load(x5 + at);
                    c05 = TLanes.MultiplyAdd(a0, b, c05);
                    b = TLanes.Load(x6 + at);
                    c06 = TLanes.MultiplyAdd(a0, b, c06);
                    b = TLanes.Load(x7 + at);
                    c07 = TLanes.MultiplyAdd(a0, b, c07);
                    b = TLanes.Load(x8 + at);
                    c08 = TLanes.MultiplyAdd(a0, b, c08);
                }

                at += arguments.SegmentStride - arguments.Length;
            }

            TLanes.Store(c00, sums);
            TLanes.Store(c01, sums + 1 * lanes);
            TLanes.Store(c02, sums + 2 * lanes);
            TLanes.Store(c03, sums + 3 * lanes);
            TLanes.Store(c04, sums + 4 * lanes);
            TLanes.Store(c05, sums + 5 * lanes);
            TLanes.Store(c06, sums + 6 * lanes);
            TLanes.Store(c07, sums + 7 * lanes);
            TLanes.Store(c08, sums + 8 * lanes);
        }
    }
}
