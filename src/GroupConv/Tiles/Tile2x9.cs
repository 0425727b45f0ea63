using System.Runtime.CompilerServices;
using GroupConv.Vectors;

namespace GroupConv.Tiles;

/// <summary>2 rows by 9 sites, for 32 registers: 18 sums, 2 weights and 1 input; 12 loads for 18 multiply-adds. A tenth site has no register for its address.</summary>
internal readonly unsafe struct Tile2x9<TLanes, TVector, TOperands> : ITile
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
    where TOperands : struct, IOperands<TVector>
{
    public static int Rows => 2;

    public static int Sites => 9;

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
        float* s6 = arguments.Input + arguments.Sources[6];
        float* s7 = arguments.Input + arguments.Sources[7];
        float* s8 = arguments.Input + arguments.Sources[8];
        TVector zero = TLanes.Broadcast(0f);
        TVector c00 = zero, c01 = zero, c02 = zero, c03 = zero, c04 = zero, c05 = zero, c06 = zero, c07 = zero, c08 = zero;
        TVector c10 = zero, c11 = zero, c12 = zero, c13 = zero, c14 = zero, c15 = zero, c16 = zero, c17 = zero, c18 = zero;
        if (arguments.Resume)
        {
            WideTileRow<TLanes, TVector, TOperands>.Read(arguments, 0, out c00, out c01, out c02, out c03, out c04, out c05, out c06, out c07, out c08);
            WideTileRow<TLanes, TVector, TOperands>.Read(arguments, 1, out c10, out c11, out c12, out c13, out c14, out c15, out c16, out c17, out c18);
        }

        float* weights = arguments.Weights;
        float* controls = arguments.Controls;
        long* offsets = arguments.TapOffsets;
        for (long* end = offsets + arguments.Taps; offsets < end; offsets++)
        {
            long offset = *offsets;
            TVector a0 = TOperands.Weight(weights, 0);
            TVector a1 = TOperands.Weight(weights, 1);
            TVector b;
            b = TOperands.Input(s0 + offset, controls);
            c00 = TLanes.MultiplyAdd(a0, b, c00);
            c10 = TLanes.MultiplyAdd(a1, b, c10);
            b = TOperands.Input(s1 + offset, controls);
            c01 = TLanes.MultiplyAdd(a0, b, c01);
            c11 = TLanes.MultiplyAdd(a1, b, c11);
            b = TOperands.Input(s2 + offset, controls);
            c02 = TLanes.MultiplyAdd(a0, b, c02);
            c12 = TLanes.MultiplyAdd(a1, b, c12);
            b = TOperands.Input(s3 + offset, controls);
            c03 = TLanes.MultiplyAdd(a0, b, c03);
            c13 = TLanes.MultiplyAdd(a1, b, c13);
            b = TOperands.Input(s4 + offset, controls);
            c04 = TLanes.MultiplyAdd(a0, b, c04);
            c14 = TLanes.MultiplyAdd(a1, b, c14);
            b = TOperands.Input(s5 + offset, controls);
            c05 = TLanes.MultiplyAdd(a0, b, c05);
            c15 = TLanes.MultiplyAdd(a1, b, c15);
            b = TOperands.Input(s6 + offset, controls);
            c06 = TLanes.MultiplyAdd(a0, b, c06);
            c16 = TLanes.MultiplyAdd(a1, b, c16);
            b = TOperands.Input(s7 + offset, controls);
            c07 = TLanes.MultiplyAdd(a0, b, c07);
            c17 = TLanes.MultiplyAdd(a1, b, c17);
            b = TOperands.Input(s8 + offset, controls);
            c08 = TLanes.MultiplyAdd(a0, b, c08);
            c18 = TLanes.MultiplyAdd(a1, b, c18);
            weights += 2 * TOperands.WeightFloats;
            controls += TOperands.ControlFloats;
        }

        WideTileRow<TLanes, TVector, TOperands>.Write(arguments, 0, c00, c01, c02, c03, c04, c05, c06, c07, c08);
        WideTileRow<TLanes, TVector, TOperands>.Write(arguments, 1, c10, c11, c12, c13, c14, c15, c16, c17, c18);
    }
}
