using System.Runtime.CompilerServices;
using GroupConv.Vectors;

namespace GroupConv.Tiles;

/// <summary>2 rows by 6 sites. 12 sums, 2 weights and 1 input in 15 registers; 9 loads for 12 multiply-adds.</summary>
internal readonly unsafe struct Tile2x6<TLanes, TVector, TOperands> : ITile
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
    where TOperands : struct, IOperands<TVector>
{
    public static int Rows => 2;

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
            output += arguments.OutputPitch;
            c10 = TLanes.Load(output + targets[0]);
            c11 = TLanes.Load(output + targets[1]);
            c12 = TLanes.Load(output + targets[2]);
            c13 = TLanes.Load(output + targets[3]);
            c14 = TLanes.Load(output + targets[4]);
            c15 = TLanes.Load(output + targets[5]);
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
            weights += 2 * TOperands.WeightFloats;
            controls += TOperands.ControlFloats;
        }

        long t0 = arguments.Targets[0], t1 = arguments.Targets[1], t2 = arguments.Targets[2], t3 = arguments.Targets[3];
        long t4 = arguments.Targets[4], t5 = arguments.Targets[5];
        if (arguments.Finish)
        {
            TVector bias = TOperands.Bias(arguments.Bias, 0);
            c00 = TLanes.Add(c00, bias);
            c01 = TLanes.Add(c01, bias);
            c02 = TLanes.Add(c02, bias);
            c03 = TLanes.Add(c03, bias);
            c04 = TLanes.Add(c04, bias);
            c05 = TLanes.Add(c05, bias);
            bias = TOperands.Bias(arguments.Bias, 1);
            c10 = TLanes.Add(c10, bias);
            c11 = TLanes.Add(c11, bias);
            c12 = TLanes.Add(c12, bias);
            c13 = TLanes.Add(c13, bias);
            c14 = TLanes.Add(c14, bias);
            c15 = TLanes.Add(c15, bias);
            if (arguments.Residual != null)
            {
                float* residual = arguments.Residual;
                c00 = TLanes.Add(c00, TLanes.Load(residual + t0));
                c01 = TLanes.Add(c01, TLanes.Load(residual + t1));
                c02 = TLanes.Add(c02, TLanes.Load(residual + t2));
                c03 = TLanes.Add(c03, TLanes.Load(residual + t3));
                c04 = TLanes.Add(c04, TLanes.Load(residual + t4));
                c05 = TLanes.Add(c05, TLanes.Load(residual + t5));
                residual += arguments.OutputPitch;
                c10 = TLanes.Add(c10, TLanes.Load(residual + t0));
                c11 = TLanes.Add(c11, TLanes.Load(residual + t1));
                c12 = TLanes.Add(c12, TLanes.Load(residual + t2));
                c13 = TLanes.Add(c13, TLanes.Load(residual + t3));
                c14 = TLanes.Add(c14, TLanes.Load(residual + t4));
                c15 = TLanes.Add(c15, TLanes.Load(residual + t5));
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
                c10 = TLanes.AtMost(TLanes.AtLeast(c10, min), max);
                c11 = TLanes.AtMost(TLanes.AtLeast(c11, min), max);
                c12 = TLanes.AtMost(TLanes.AtLeast(c12, min), max);
                c13 = TLanes.AtMost(TLanes.AtLeast(c13, min), max);
                c14 = TLanes.AtMost(TLanes.AtLeast(c14, min), max);
                c15 = TLanes.AtMost(TLanes.AtLeast(c15, min), max);
            }
        }

        float* target = arguments.Output;
        TLanes.Store(c00, target + t0);
        TLanes.Store(c01, target + t1);
        TLanes.Store(c02, target + t2);
        TLanes.Store(c03, target + t3);
        TLanes.Store(c04, target + t4);
        TLanes.Store(c05, target + t5);
        target += arguments.OutputPitch;
        TLanes.Store(c10, target + t0);
        TLanes.Store(c11, target + t1);
        TLanes.Store(c12, target + t2);
        TLanes.Store(c13, target + t3);
        TLanes.Store(c14, target + t4);
        TLanes.Store(c15, target + t5);
    }
}
