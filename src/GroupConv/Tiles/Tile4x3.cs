using System.Runtime.CompilerServices;
using GroupConv.Vectors;

namespace GroupConv.Tiles;

/// <summary>4 rows by 3 sites. 12 sums, 3 inputs and 1 weight in 16 registers; 8 loads for 12 multiply-adds.</summary>
internal readonly unsafe struct Tile4x3<TLanes, TVector, TOperands> : ITile
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
    where TOperands : struct, IOperands<TVector>
{
    public static int Rows => 4;

    public static int Sites => 3;

    // Optimised at once, and without a call: across one, the sums would live on the stack.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in TileArguments arguments)
    {
        float* s0 = arguments.Input + arguments.Sources[0];
        float* s1 = arguments.Input + arguments.Sources[1];
        float* s2 = arguments.Input + arguments.Sources[2];
        TVector zero = TLanes.Broadcast(0f);
        TVector c00 = zero, c01 = zero, c02 = zero;
        TVector c10 = zero, c11 = zero, c12 = zero;
        TVector c20 = zero, c21 = zero, c22 = zero;
        TVector c30 = zero, c31 = zero, c32 = zero;
        if (arguments.Resume)
        {
            long* targets = arguments.Targets;
            float* output = arguments.Output;
            c00 = TLanes.Load(output + targets[0]);
            c01 = TLanes.Load(output + targets[1]);
            c02 = TLanes.Load(output + targets[2]);
            output += arguments.OutputPitch;
            c10 = TLanes.Load(output + targets[0]);
            c11 = TLanes.Load(output + targets[1]);
            c12 = TLanes.Load(output + targets[2]);
            output += arguments.OutputPitch;
            c20 = TLanes.Load(output + targets[0]);
            c21 = TLanes.Load(output + targets[1]);
            c22 = TLanes.Load(output + targets[2]);
            output += arguments.OutputPitch;
            c30 = TLanes.Load(output + targets[0]);
            c31 = TLanes.Load(output + targets[1]);
            c32 = TLanes.Load(output + targets[2]);
        }

        float* weights = arguments.Weights;
        float* controls = arguments.Controls;
        long* offsets = arguments.TapOffsets;
        for (long* end = offsets + arguments.Taps; offsets < end; offsets++)
        {
            long offset = *offsets;
            TVector b0 = TOperands.Input(s0 + offset, controls);
            TVector b1 = TOperands.Input(s1 + offset, controls);
            TVector b2 = TOperands.Input(s2 + offset, controls);
            TVector a;
            a = TOperands.Weight(weights, 0);
            c00 = TLanes.MultiplyAdd(a, b0, c00);
            c01 = TLanes.MultiplyAdd(a, b1, c01);
            c02 = TLanes.MultiplyAdd(a, b2, c02);
            a = TOperands.Weight(weights, 1);
            c10 = TLanes.MultiplyAdd(a, b0, c10);
            c11 = TLanes.MultiplyAdd(a, b1, c11);
            c12 = TLanes.MultiplyAdd(a, b2, c12);
            a = TOperands.Weight(weights, 2);
            c20 = TLanes.MultiplyAdd(a, b0, c20);
            c21 = TLanes.MultiplyAdd(a, b1, c21);
            c22 = TLanes.MultiplyAdd(a, b2, c22);
            a = TOperands.Weight(weights, 3);
            c30 = TLanes.MultiplyAdd(a, b0, c30);
            c31 = TLanes.MultiplyAdd(a, b1, c31);
            c32 = TLanes.MultiplyAdd(a, b2, c32);
            weights += 4 * TOperands.WeightFloats;
            controls += TOperands.ControlFloats;
        }

        long t0 = arguments.Targets[0], t1 = arguments.Targets[1], t2 = arguments.Targets[2];
        if (arguments.Finish)
        {
            TVector bias = TOperands.Bias(arguments.Bias, 0);
            c00 = TLanes.Add(c00, bias);
            c01 = TLanes.Add(c01, bias);
            c02 = TLanes.Add(c02, bias);
            bias = TOperands.Bias(arguments.Bias, 1);
            c10 = TLanes.Add(c10, bias);
            c11 = TLanes.Add(c11, bias);
            c12 = TLanes.Add(c12, bias);
            bias = TOperands.Bias(arguments.Bias, 2);
            c20 = TLanes.Add(c20, bias);
            c21 = TLanes.Add(c21, bias);
            c22 = TLanes.Add(c22, bias);
            bias = TOperands.Bias(arguments.Bias, 3);
            c30 = TLanes.Add(c30, bias);
            c31 = TLanes.Add(c31, bias);
            c32 = TLanes.Add(c32, bias);
            if (arguments.Residual != null)
            {
                float* residual = arguments.Residual;
                c00 = TLanes.Add(c00, TLanes.Load(residual + t0));
                c01 = TLanes.Add(c01, TLanes.Load(residual + t1));
                c02 = TLanes.Add(c02, TLanes.Load(residual + t2));
                residual += arguments.OutputPitch;
                c10 = TLanes.Add(c10, TLanes.Load(residual + t0));
                c11 = TLanes.Add(c11, TLanes.Load(residual + t1));
                c12 = TLanes.Add(c12, TLanes.Load(residual + t2));
                residual += arguments.OutputPitch;
                c20 = TLanes.Add(c20, TLanes.Load(residual + t0));
                c21 = TLanes.Add(c21, TLanes.Load(residual + t1));
                c22 = TLanes.Add(c22, TLanes.Load(residual + t2));
                residual += arguments.OutputPitch;
                c30 = TLanes.Add(c30, TLanes.Load(residual + t0));
                c31 = TLanes.Add(c31, TLanes.Load(residual + t1));
                c32 = TLanes.Add(c32, TLanes.Load(residual + t2));
            }

            if (arguments.Clamped)
            {
                TVector min = TLanes.Broadcast(arguments.Min);
                TVector max = TLanes.Broadcast(arguments.Max);
                c00 = TLanes.AtMost(TLanes.AtLeast(c00, min), max);
                c01 = TLanes.AtMost(TLanes.AtLeast(c01, min), max);
                c02 = TLanes.AtMost(TLanes.AtLeast(c02, min), max);
                c10 = TLanes.AtMost(TLanes.AtLeast(c10, min), max);
                c11 = TLanes.AtMost(TLanes.AtLeast(c11, min), max);
                c12 = TLanes.AtMost(TLanes.AtLeast(c12, min), max);
                c20 = TLanes.AtMost(TLanes.AtLeast(c20, min), max);
                c21 = TLanes.AtMost(TLanes.AtLeast(c21, min), max);
                c22 = TLanes.AtMost(TLanes.AtLeast(c22, min), max);
                c30 = TLanes.AtMost(TLanes.AtLeast(c30, min), max);
                c31 = TLanes.AtMost(TLanes.AtLeast(c31, min), max);
                c32 = TLanes.AtMost(TLanes.AtLeast(c32, min), max);
            }
        }

        float* target = arguments.Output;
        TLanes.Store(c00, target + t0);
        TLanes.Store(c01, target + t1);
        TLanes.Store(c02, target + t2);
        target += arguments.OutputPitch;
        TLanes.Store(c10, target + t0);
        TLanes.Store(c11, target + t1);
        TLanes.Store(c12, target + t2);
        target += arguments.OutputPitch;
        TLanes.Store(c20, target + t0);
        TLanes.Store(c21, target + t1);
        TLanes.Store(c22, target + t2);
        target += arguments.OutputPitch;
        TLanes.Store(c30, target + t0);
        TLanes.Store(c31, target + t1);
        TLanes.Store(c32, target + t2);
    }
}
