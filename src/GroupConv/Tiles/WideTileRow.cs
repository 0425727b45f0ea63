using System.Runtime.CompilerServices;
using GroupConv.Vectors;

namespace GroupConv.Tiles;

/// <summary>
/// A row of a wide tile's sums before and after the taps: reading those that lie in the output, and the epilogue with the stores. Sums in
/// registers cannot be counted through, so there is a method for every number of sites.
/// </summary>
internal static unsafe class WideTileRow<TLanes, TVector, TOperands>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
    where TOperands : struct, IOperands<TVector>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read(in TileArguments arguments, int row, out TVector c0, out TVector c1, out TVector c2, out TVector c3, out TVector c4, out TVector c5)
    {
        float* output = arguments.Output + row * arguments.OutputPitch;
        long* targets = arguments.Targets;
        c0 = TLanes.Load(output + targets[0]);
        c1 = TLanes.Load(output + targets[1]);
        c2 = TLanes.Load(output + targets[2]);
        c3 = TLanes.Load(output + targets[3]);
        c4 = TLanes.Load(output + targets[4]);
        c5 = TLanes.Load(output + targets[5]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(in TileArguments arguments, int row, TVector c0, TVector c1, TVector c2, TVector c3, TVector c4, TVector c5)
    {
        long* targets = arguments.Targets;
        if (arguments.Finish)
        {
            TVector bias = TOperands.Bias(arguments.Bias, row);
            c0 = TLanes.Add(c0, bias);
            c1 = TLanes.Add(c1, bias);
            c2 = TLanes.Add(c2, bias);
            c3 = TLanes.Add(c3, bias);
            c4 = TLanes.Add(c4, bias);
            c5 = TLanes.Add(c5, bias);
            if (arguments.Residual != null)
            {
                float* residual = arguments.Residual + row * arguments.OutputPitch;
                c0 = TLanes.Add(c0, TLanes.Load(residual + targets[0]));
                c1 = TLanes.Add(c1, TLanes.Load(residual + targets[1]));
                c2 = TLanes.Add(c2, TLanes.Load(residual + targets[2]));
                c3 = TLanes.Add(c3, TLanes.Load(residual + targets[3]));
                c4 = TLanes.Add(c4, TLanes.Load(residual + targets[4]));
                c5 = TLanes.Add(c5, TLanes.Load(residual + targets[5]));
            }

            if (arguments.Clamped)
            {
                TVector min = TLanes.Broadcast(arguments.Min), max = TLanes.Broadcast(arguments.Max);
                c0 = TLanes.AtMost(TLanes.AtLeast(c0, min), max);
                c1 = TLanes.AtMost(TLanes.AtLeast(c1, min), max);
                c2 = TLanes.AtMost(TLanes.AtLeast(c2, min), max);
                c3 = TLanes.AtMost(TLanes.AtLeast(c3, min), max);
                c4 = TLanes.AtMost(TLanes.AtLeast(c4, min), max);
                c5 = TLanes.AtMost(TLanes.AtLeast(c5, min), max);
            }
        }

        float* output = arguments.Output + row * arguments.OutputPitch;
        TLanes.Store(c0, output + targets[0]);
        TLanes.Store(c1, output + targets[1]);
        TLanes.Store(c2, output + targets[2]);
        TLanes.Store(c3, output + targets[3]);
        TLanes.Store(c4, output + targets[4]);
        TLanes.Store(c5, output + targets[5]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read(in TileArguments arguments, int row, out TVector c0, out TVector c1, out TVector c2, out TVector c3, out TVector c4, out TVector c5, out TVector c6, out TVector c7)
    {
        float* output = arguments.Output + row * arguments.OutputPitch;
        long* targets = arguments.Targets;
        c0 = TLanes.Load(output + targets[0]);
        c1 = TLanes.Load(output + targets[1]);
        c2 = TLanes.Load(output + targets[2]);
        c3 = TLanes.Load(output + targets[3]);
        c4 = TLanes.Load(output + targets[4]);
        c5 = TLanes.Load(output + targets[5]);
        c6 = TLanes.Load(output + targets[6]);
        c7 = TLanes.Load(output + targets[7]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(in TileArguments arguments, int row, TVector c0, TVector c1, TVector c2, TVector c3, TVector c4, TVector c5, TVector c6, TVector c7)
    {
        long* targets = arguments.Targets;
        if (arguments.Finish)
        {
            TVector bias = TOperands.Bias(arguments.Bias, row);
            c0 = TLanes.Add(c0, bias);
            c1 = TLanes.Add(c1, bias);
            c2 = TLanes.Add(c2, bias);
            c3 = TLanes.Add(c3, bias);
            c4 = TLanes.Add(c4, bias);
            c5 = TLanes.Add(c5, bias);
            c6 = TLanes.Add(c6, bias);
            c7 = TLanes.Add(c7, bias);
            if (arguments.Residual != null)
            {
                float* residual = arguments.Residual + row * arguments.OutputPitch;
                c0 = TLanes.Add(c0, TLanes.Load(residual + targets[0]));
                c1 = TLanes.Add(c1, TLanes.Load(residual + targets[1]));
                c2 = TLanes.Add(c2, TLanes.Load(residual + targets[2]));
                c3 = TLanes.Add(c3, TLanes.Load(residual + targets[3]));
                c4 = TLanes.Add(c4, TLanes.Load(residual + targets[4]));
                c5 = TLanes.Add(c5, TLanes.Load(residual + targets[5]));
                c6 = TLanes.Add(c6, TLanes.Load(residual + targets[6]));
                c7 = TLanes.Add(c7, TLanes.Load(residual + targets[7]));
            }

            if (arguments.Clamped)
            {
                TVector min = TLanes.Broadcast(arguments.Min), max = TLanes.Broadcast(arguments.Max);
                c0 = TLanes.AtMost(TLanes.AtLeast(c0, min), max);
                c1 = TLanes.AtMost(TLanes.AtLeast(c1, min), max);
                c2 = TLanes.AtMost(TLanes.AtLeast(c2, min), max);
                c3 = TLanes.AtMost(TLanes.AtLeast(c3, min), max);
                c4 = TLanes.AtMost(TLanes.AtLeast(c4, min), max);
                c5 = TLanes.AtMost(TLanes.AtLeast(c5, min), max);
                c6 = TLanes.AtMost(TLanes.AtLeast(c6, min), max);
                c7 = TLanes.AtMost(TLanes.AtLeast(c7, min), max);
            }
        }

        float* output = arguments.Output + row * arguments.OutputPitch;
        TLanes.Store(c0, output + targets[0]);
        TLanes.Store(c1, output + targets[1]);
        TLanes.Store(c2, output + targets[2]);
        TLanes.Store(c3, output + targets[3]);
        TLanes.Store(c4, output + targets[4]);
        TLanes.Store(c5, output + targets[5]);
        TLanes.Store(c6, output + targets[6]);
        TLanes.Store(c7, output + targets[7]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read(in TileArguments arguments, int row, out TVector c0, out TVector c1, out TVector c2, out TVector c3, out TVector c4, out TVector c5, out TVector c6, out TVector c7, out TVector c8)
    {
        float* output = arguments.Output + row * arguments.OutputPitch;
        long* targets = arguments.Targets;
        c0 = TLanes.Load(output + targets[0]);
        c1 = TLanes.Load(output + targets[1]);
        c2 = TLanes.Load(output + targets[2]);
        c3 = TLanes.Load(output + targets[3]);
        c4 = TLanes.Load(output + targets[4]);
        c5 = TLanes.Load(output + targets[5]);
        c6 = TLanes.Load(output + targets[6]);
        c7 = TLanes.Load(output + targets[7]);
        c8 = TLanes.Load(output + targets[8]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(in TileArguments arguments, int row, TVector c0, TVector c1, TVector c2, TVector c3, TVector c4, TVector c5, TVector c6, TVector c7, TVector c8)
    {
        long* targets = arguments.Targets;
        if (arguments.Finish)
        {
            TVector bias = TOperands.Bias(arguments.Bias, row);
            c0 = TLanes.Add(c0, bias);
            c1 = TLanes.Add(c1, bias);
            c2 = TLanes.Add(c2, bias);
            c3 = TLanes.Add(c3, bias);
            c4 = TLanes.Add(c4, bias);
            c5 = TLanes.Add(c5, bias);
            c6 = TLanes.Add(c6, bias);
            c7 = TLanes.Add(c7, bias);
            c8 = TLanes.Add(c8, bias);
            if (arguments.Residual != null)
            {
                float* residual = arguments.Residual + row * arguments.OutputPitch;
                c0 = TLanes.Add(c0, TLanes.Load(residual + targets[0]));
                c1 = TLanes.Add(c1, TLanes.Load(residual + targets[1]));
                c2 = TLanes.Add(c2, TLanes.Load(residual + targets[2]));
                c3 = TLanes.Add(c3, TLanes.Load(residual + targets[3]));
                c4 = TLanes.Add(c4, TLanes.Load(residual + targets[4]));
                c5 = TLanes.Add(c5, TLanes.Load(residual + targets[5]));
                c6 = TLanes.Add(c6, TLanes.Load(residual + targets[6]));
                c7 = TLanes.Add(c7, TLanes.Load(residual + targets[7]));
                c8 = TLanes.Add(c8, TLanes.Load(residual + targets[8]));
            }

            if (arguments.Clamped)
            {
                TVector min = TLanes.Broadcast(arguments.Min), max = TLanes.Broadcast(arguments.Max);
                c0 = TLanes.AtMost(TLanes.AtLeast(c0, min), max);
                c1 = TLanes.AtMost(TLanes.AtLeast(c1, min), max);
                c2 = TLanes.AtMost(TLanes.AtLeast(c2, min), max);
                c3 = TLanes.AtMost(TLanes.AtLeast(c3, min), max);
                c4 = TLanes.AtMost(TLanes.AtLeast(c4, min), max);
                c5 = TLanes.AtMost(TLanes.AtLeast(c5, min), max);
                c6 = TLanes.AtMost(TLanes.AtLeast(c6, min), max);
                c7 = TLanes.AtMost(TLanes.AtLeast(c7, min), max);
                c8 = TLanes.AtMost(TLanes.AtLeast(c8, min), max);
            }
        }

        float* output = arguments.Output + row * arguments.OutputPitch;
        TLanes.Store(c0, output + targets[0]);
        TLanes.Store(c1, output + targets[1]);
        TLanes.Store(c2, output + targets[2]);
        TLanes.Store(c3, output + targets[3]);
        TLanes.Store(c4, output + targets[4]);
        TLanes.Store(c5, output + targets[5]);
        TLanes.Store(c6, output + targets[6]);
        TLanes.Store(c7, output + targets[7]);
        TLanes.Store(c8, output + targets[8]);
    }
}
