using System.Runtime.CompilerServices;
using GroupConv.Vectors;

namespace GroupConv.Im2colGemm;

/// <summary>The end of a tile: the epilogue on one row of sums, still in registers, and the row's three stores.</summary>
internal static unsafe class GemmTileRow<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(in GemmTileArguments arguments, int row, TVector c0, TVector c1, TVector c2)
    {
        float* output = arguments.Output + row * arguments.OutputPitch;
        if (arguments.Finish)
        {
            TVector bias = TLanes.Broadcast(arguments.Bias[row]);
            c0 = TLanes.Add(c0, bias);
            c1 = TLanes.Add(c1, bias);
            c2 = TLanes.Add(c2, bias);
            if (arguments.Residual != null)
            {
                float* residual = arguments.Residual + row * arguments.OutputPitch;
                c0 = TLanes.Add(c0, TLanes.Load(residual));
                c1 = TLanes.Add(c1, TLanes.Load(residual + TLanes.Count));
                c2 = TLanes.Add(c2, TLanes.Load(residual + 2 * TLanes.Count));
            }

            TVector min = TLanes.Broadcast(arguments.Min);
            TVector max = TLanes.Broadcast(arguments.Max);
            c0 = TLanes.AtMost(TLanes.AtLeast(c0, min), max);
            c1 = TLanes.AtMost(TLanes.AtLeast(c1, min), max);
            c2 = TLanes.AtMost(TLanes.AtLeast(c2, min), max);
        }

        TLanes.Store(c0, output);
        TLanes.Store(c1, output + TLanes.Count);
        TLanes.Store(c2, output + 2 * TLanes.Count);
    }
}
