using System.Runtime.CompilerServices;
using GroupConv.Vectors;

namespace GroupConv.Tiles;

/// <summary>3 rows by 4 sites. 12 sums, 3 weights and 1 input in 16 registers; 8 loads for 12 multiply-adds.</summary>
internal readonly unsafe struct Tile3x4<TLanes, TVector, TOperands> : ITile
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
    where TOperands : struct, IOperands<TVector>
{
    public static int Rows => 3;

    public static int Sites => 4;

    // Optimised at once, and without a call: across one, the sums would live on the stack.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in TileArguments arguments)
    {
        float* s0 = arguments.Input + arguments.Sources[0];
        float* s1 = arguments.Input + arguments.Sources[1];
        float* s2 = arguments.Input + arguments.Sources[2];
        float* s3 = arguments.Input + arguments.Sources[3];
        TVector zero = TLanes.Broadcast(0f);
        TVector c00 = zero, c01 = zero, c02 = zero, c03 = zero;
        TVector c10 = zero, c11 = zero, c12 = zero, c13 = zero;
        TVector c20 = zero, c21 = zero, c22 = zero, c23 = zero;
        if (arguments.Resume)
        {
            long* targets = arguments.Targets;
            float* output = arguments.Output;
            c00 = TLanes.Load(output + targets[0]);
            c01 = TLanes.Load(output + targets[1]);
            c02 = TLanes.Load(output + targets[2]);
            c03 = TLanes.Load(output + targets[3]);
            output += arguments.OutputPitch;
            c10 = TLanes.Load(output + targets[0]);
            c11 = TLanes.Load(output + targets[1]);
            c12 = TLanes.Load(output + targets[2]);
            c13 = TLanes.Load(output + targets[3]);
            output += arguments.OutputPitch;
            c20 = TLanes.Load(output + targets[0]);
            c21 = TLanes.Load(output + targets[1]);
            c22 = TLanes.Load(output + targets[2]);
            c23 = TLanes.Load(output + targets[3]);
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
            TVector b;
            b = TOperands.Input(s0 + offset, controls);
            c00 = TLanes.MultiplyAdd(a0, b, c00);
            c10 = TLanes.MultiplyAdd(a1, b, c10);
            c20 = TLanes.MultiplyAdd(a2, b, c20);
            b = TOperands.Input(s1 + offset, controls);
            c01 = TLanes.MultiplyAdd(a0, b, c01);
            c11 = TLanes.MultiplyAdd(a1, b, c11);
            c21 = TLanes.MultiplyAdd(a2, b, c21);
            b = TOperands.Input(s2 + offset, controls);
            c02 = TLanes.MultiplyAdd(a0, b, c02);
            c12 = TLanes.MultiplyAdd(a1, b, c12);
            c22 = TLanes.MultiplyAdd(a2, b, c22);
            b = TOperands.Input(s3 + offset, controls);
            c03 = TLanes.MultiplyAdd(a0, b, c03);
            c13 = TLanes.MultiplyAdd(a1, b, c13);
            c23 = TLanes.MultiplyAdd(a2, b, c23);
            weights += 3 * TOperands.WeightFloats;
            controls += TOperands.ControlFloats;
        }

        long t0 = arguments.Targets[0], t1 = arguments.Targets[1], t2 = arguments.Targets[2], t3 = arguments.Targets[3];
        if (arguments.Finish)
        {
            TVector bias = TOperands.Bias(arguments.Bias, 0);
            c00 = TLanes.Add(c00, bias);
            c01 = TLanes.Add(c01, bias);
            c02 = TLanes.Add(c02, bias);
            c03 = TLanes.Add(c03, bias);
            bias = TOperands.Bias(arguments.Bias, 1);
            c10 = TLanes.Add(c10, bias);
            c11 = TLanes.Add(c11, bias);
            c12 = TLanes.Add(c12, bias);
            c13 = TLanes.Add(c13, bias);
            bias = TOperands.Bias(arguments.Bias, 2);
            c20 = TLanes.Add(c20, bias);
            c21 = TLanes.Add(c21, bias);
            c22 = TLanes.Add(c22, bias);
            c23 = TLanes.Add(c23, bias);
            if (arguments.Residual != null)
            {
                float* residual = arguments.Residual;
                c00 = TLanes.Add(c00, TLanes.Load(residual + t0));
                c01 = TLanes.Add(c01, TLanes.Load(residual + t1));
                c02 = TLanes.Add(c02, TLanes.Load(residual + t2));
                c03 = TLanes.Add(c03, TLanes.Load(residual + t3));
                residual += arguments.OutputPitch;
                c10 = TLanes.Add(c10, TLanes.Load(residual + t0));
                c11 = TLanes.Add(c11, TLanes.Load(residual + t1));
                c12 = TLanes.Add(c12, TLanes.Load(residual + t2));
                c13 = TLanes.Add(c13, TLanes.Load(residual + t3));
                residual += arguments.OutputPitch;
                c20 = TLanes.Add(c20, TLanes.Load(residual + t0));
                c21 = TLanes.Add(c21, TLanes.Load(residual + t1));
                c22 = TLanes.Add(c22, TLanes.Load(residual + t2));
                c23 = TLanes.Add(c23, TLanes.Load(residual + t3));
            }

            if (arguments.Clamped)
            {
                TVector min = TLanes.Broadcast(arguments.Min);
                TVector max = TLanes.Broadcast(arguments.Max);
                c00 = TLanes.AtMost(TLanes.AtLeast(c00, min), max);
                c01 = TLanes.AtMost(TLanes.AtLeast(c01, min), max);
                c02 = TLanes.AtMost(TLanes.AtLeast(c02, min), max);
                c03 = TLanes.AtMost(TLanes.AtLeast(c03, min), max);
                c10 = TLanes.AtMost(TLanes.AtLeast(c10, min), max);
                c11 = TLanes.AtMost(TLanes.AtLeast(c11, min), max);
                c12 = TLanes.AtMost(TLanes.AtLeast(c12, min), max);
                c13 = TLanes.AtMost(TLanes.AtLeast(c13, min), max);
                c20 = TLanes.AtMost(TLanes.AtLeast(c20, min), max);
                c21 = TLanes.AtMost(TLanes.AtLeast(c21, min), max);
                c22 = TLanes.AtMost(TLanes.AtLeast(c22, min), max);
                c23 = TLanes.AtMost(TLanes.AtLeast(c23, min), max);
            }
        }

        float* target = arguments.Output;
        TLanes.Store(c00, target + t0);
        TLanes.Store(c01, target + t1);
        TLanes.Store(c02, target + t2);
        TLanes.Store(c03, target + t3);
        target += arguments.OutputPitch;
        TLanes.Store(c10, target + t0);
        TLanes.Store(c11, target + t1);
        TLanes.Store(c12, target + t2);
        TLanes.Store(c13, target + t3);
        target += arguments.OutputPitch;
        TLanes.Store(c20, target + t0);
        TLanes.Store(c21, target + t1);
        TLanes.Store(c22, target + t2);
        TLanes.Store(c23, target + t3);
    }
}
