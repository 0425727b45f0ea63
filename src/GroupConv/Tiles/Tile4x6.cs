using System.Runtime.CompilerServices;
using GroupConv.Vectors;

namespace GroupConv.Tiles;

/// <summary>4 rows by 6 sites, for 32 registers: 24 sums, 4 weights and 1 input; 11 loads for 24 multiply-adds.</summary>
internal readonly unsafe struct Tile4x6<TLanes, TVector, TOperands> : ITile
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
    where TOperands : struct, IOperands<TVector>
{
    public static int Rows => 4;

    public static int Sites => 6;

    // Optimised at once, and without a call: across one, the sums would live on the stack.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in TileArguments arguments)
    {
        float* s0 = arguments.Input + arguments.Sources[0];
        float* s1 = arguments.Input + arguments.Sources[1];
        float* s2 = arguments.Input + arguments.Sources[2];
        float* s3 = arguments.Input + arguments.Sources[3];
        float* s4 = arguments.Input + arguments.Sources[4];
        float* s5 = arguments.Input + arguments.Sources[5];
        TVector zero = TLanes.Broadcast(0f);
        TVector c00 = zero, c01 = zero, c02 = zero, c03 = zero, c04 = zero, c05 = zero;
        TVector c10 = zero, c11 = zero, c12 = zero, c13 = zero, c14 = zero, c15 = zero;
        TVector c20 = zero, c21 = zero, c22 = zero, c23 = zero, c24 = zero, c25 = zero;
        TVector c30 = zero, c31 = zero, c32 = zero, c33 = zero, c34 = zero, c35 = zero;
        if (arguments.Resume)
        {
            WideTileRow<TLanes, TVector, TOperands>.Read(arguments, 0, out c00, out c01, out c02, out c03, out c04, out c05);
            WideTileRow<TLanes, TVector, TOperands>.Read(arguments, 1, out c10, out c11, out c12, out c13, out c14, out c15);
            WideTileRow<TLanes, TVector, TOperands>.Read(arguments, 2, out c20, out c21, out c22, out c23, out c24, out c25);
            WideTileRow<TLanes, TVector, TOperands>.Read(arguments, 3, out c30, out c31, out c32, out c33, out c34, out c35);
        }

        float* weights = arguments.Weights;
        float* controls = arguments.Controls;
        long* offsets = arguments.TapOffsets;
        for (long* end = offsets + arguments.Taps; offsets < end; offsets++)
        {
            long offset = *offsets;
            TVector a0 = TOperands.Weight(weights, 0);
            TVector a1 = TOperands.Weight(weights, 1);
            TVector a2 = TOperands.Weight(weights, 2);
            TVector a3 = TOperands.Weight(weights, 3);
            TVector b;
            b = TOperands.Input(s0 + offset, controls);
            c00 = TLanes.MultiplyAdd(a0, b, c00);
            c10 = TLanes.MultiplyAdd(a1, b, c10);
            c20 = TLanes.MultiplyAdd(a2, b, c20);
            c30 = TLanes.MultiplyAdd(a3, b, c30);
            b = TOperands.Input(s1 + offset, controls);
            c01 = TLanes.MultiplyAdd(a0, b, c01);
            c11 = TLanes.MultiplyAdd(a1, b, c11);
            c21 = TLanes.MultiplyAdd(a2, b, c21);
            c31 = TLanes.MultiplyAdd(a3, b, c31);
            b = TOperands.Input(s2 + offset, controls);
            c02 = TLanes.MultiplyAdd(a0, b, c02);
            c12 = TLanes.MultiplyAdd(a1, b, c12);
            c22 = TLanes.MultiplyAdd(a2, b, c22);
            c32 = TLanes.MultiplyAdd(a3, b, c32);
            b = TOperands.Input(s3 + offset, controls);
            c03 = TLanes.MultiplyAdd(a0, b, c03);
            c13 = TLanes.MultiplyAdd(a1, b, c13);
            c23 = TLanes.MultiplyAdd(a2, b, c23);
            c33 = TLanes.MultiplyAdd(a3, b, c33);
            b = TOperands.Input(s4 + offset, controls);
            c04 = TLanes.MultiplyAdd(a0, b, c04);
            c14 = TLanes.MultiplyAdd(a1, b, c14);
            c24 = TLanes.MultiplyAdd(a2, b, c24);
            c34 = TLanes.MultiplyAdd(a3, b, c34);
            b = TOperands.Input(s5 + offset, controls);
            c05 = TLanes.MultiplyAdd(a0, b, c05);
            c15 = TLanes.MultiplyAdd(a1, b, c15);
            c25 = TLanes.MultiplyAdd(a2, b, c25);
            c35 = TLanes.MultiplyAdd(a3, b, c35);
            weights += 4 * TOperands.WeightFloats;
            controls += TOperands.ControlFloats;
        }

        WideTileRow<TLanes, TVector, TOperands>.Write(arguments, 0, c00, c01, c02, c03, c04, c05);
        WideTileRow<TLanes, TVector, TOperands>.Write(arguments, 1, c10, c11, c12, c13, c14, c15);
        WideTileRow<TLanes, TVector, TOperands>.Write(arguments, 2, c20, c21, c22, c23, c24, c25);
        WideTileRow<TLanes, TVector, TOperands>.Write(arguments, 3, c30, c31, c32, c33, c34, c35);
    }
}
