using System.Runtime.CompilerServices;
using GroupConv.Vectors;

namespace GroupConv.Tiles;

/// <summary>1 row by 8 sites. 8 sums; the inputs are operands of the multiply-adds, 10 loads for 8 of them.</summary>
internal readonly unsafe struct Tile1x8<TLanes, TVector, TOperands> : ITile
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
    where TOperands : struct, IOperands<TVector>
{
    public static int Rows => 1;

    public static int Sites => 8;

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
        TVector zero = TLanes.Broadcast(0f);
        TVector c00 = zero, c01 = zero, c02 = zero, c03 = zero, c04 = zero, c05 = zero, c06 = zero, c07 = zero;
        if (arguments.Resume)
        {
            long* targets = arguments.Targets;
            float* output = arguments.Output;
            c00 = TLanes.Load(output + targets[0]);
            c01 = TLanes.Load(output + targets[1]);
            c02 = TLanes.Load(output + targets[2]);
            c03 = TLanes.Load(output + targets[3]);
            c04 = TLanes.Load(output + targets[4]);
            c05 = TLanes.Load(output + targets[5]);
            c06 = TLanes.Load(output + targets[6]);
            c07 = TLanes.Load(output + targets[7]);
        }

        float* weights = arguments.Weights;
        float* controls = arguments.Controls;
        long* offsets = arguments.TapOffsets;
        for (long* end = offsets + arguments.Taps; offsets < end; offsets++)
        {
            long offset = *offsets;
            TVector a0 = TOperands.Weight(weights, 0);
            c00 = TLanes.MultiplyAdd(a0, TOperands.Input(s0 + offset, controls), c00);
            c01 = TLanes.MultiplyAdd(a0, TOperands.Input(s1 + offset, controls), c01);
            c02 = TLanes.MultiplyAdd(a0, TOperands.Input(s2 + offset, controls), c02);
            c03 = TLanes.MultiplyAdd(a0, TOperands.Input(s3 + offset, controls), c03);
            c04 = TLanes.MultiplyAdd(a0, TOperands.Input(s4 + offset, controls), c04);
            c05 = TLanes.MultiplyAdd(a0, TOperands.Input(s5 + offset, controls), c05);
            c06 = TLanes.MultiplyAdd(a0, TOperands.Input(s6 + offset, controls), c06);
            c07 = TLanes.MultiplyAdd(a0, TOperands.Input(s7 + offset, controls), c07);
            weights += 1 * TOperands.WeightFloats;
            controls += TOperands.ControlFloats;
        }

        long t0 = arguments.Targets[0], t1 = arguments.Targets[1], t2 = arguments.Targets[2], t3 = arguments.Targets[3];
        long t4 = arguments.Targets[4], t5 = arguments.Targets[5], t6 = arguments.Targets[6], t7 = arguments.Targets[7];
        if (arguments.Finish)
        {
            TVector bias = TOperands.Bias(arguments.Bias, 0);
            c00 = TLanes.Add(c00, bias);
            c01 = TLanes.Add(c01, bias);
            c02 = TLanes.Add(c02, bias);
            c03 = TLanes.Add(c03, bias);
            c04 = TLanes.Add(c04, bias);
            c05 = TLanes.Add(c05, bias);
            c06 = TLanes.Add(c06, bias);
            c07 = TLanes.Add(c07, bias);
            if (arguments.Residual != null)
            {
                float* residual = arguments.Residual;
                c00 = TLanes.Add(c00, TLanes.Load(residual + t0));
                c01 = TLanes.Add(c01, TLanes.Load(residual + t1));
                c02 = TLanes.Add(c02, TLanes.Load(residual + t2));
                c03 = TLanes.Add(c03, TLanes.Load(residual + t3));
                c04 = TLanes.Add(c04, TLanes.Load(residual + t4));
                c05 = TLanes.Add(c05, TLanes.Load(residual + t5));
                c06 = TLanes.Add(c06, TLanes.Load(residual + t6));
                c07 = TLanes.Add(c07, TLanes.Load(residual + t7));
            }

            if (arguments.Clamped)
            {
                TVector min = TLanes.Broadcast(arguments.Min);
                TVector max = TLanes.Broadcast(arguments.Max);
                c00 = TLanes.AtMost(TLanes.AtLeast(c00, min), max);
                c01 = TLanes.AtMost(TLanes.AtLeast(c01, min), max);
                c02 = TLanes.AtMost(TLanes.AtLeast(c02, min), max);
                c03 = TLanes.AtMost(TLanes.AtLeast(c03, min), max);
                c04 = TLanes.AtMost(TLanes.AtLeast(c04, min), max);
                c05 = TLanes.AtMost(TLanes.AtLeast(c05, min), max);
                c06 = TLanes.AtMost(TLanes.AtLeast(c06, min), max);
                c07 = TLanes.AtMost(TLanes.AtLeast(c07, min), max);
            }
        }

        float* target = arguments.Output;
        TLanes.Store(c00, target + t0);
        TLanes.Store(c01, target + t1);
        TLanes.Store(c02, target + t2);
        TLanes.Store(c03, target + t3);
        TLanes.Store(c04, target + t4);
        TLanes.Store(c05, target + t5);
        TLanes.Store(c06, target + t6);
        TLanes.Store(c07, target + t7);
    }
}
