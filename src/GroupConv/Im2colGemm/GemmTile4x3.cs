using System.Runtime.CompilerServices;
using GroupConv.Vectors;

namespace GroupConv.Im2colGemm;

/// <summary>4 channels by 3 vectors of positions. 12 sums, 3 columns and 1 weight fill the 16 vector registers of SSE and AVX2 exactly; 7 loads for 12 multiply-adds.</summary>
internal readonly unsafe struct GemmTile4x3<TLanes, TVector> : IGemmTile
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    public static int Rows => 4;

    public static int Columns => 3 * TLanes.Count;

    // Optimised at once: in the first tier a tile would take a hundred times as long.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in GemmTileArguments arguments)
    {
        int count = TLanes.Count;
        TVector zero = TLanes.Broadcast(0f);
        TVector c00 = zero, c01 = zero, c02 = zero;
        TVector c10 = zero, c11 = zero, c12 = zero;
        TVector c20 = zero, c21 = zero, c22 = zero;
        TVector c30 = zero, c31 = zero, c32 = zero;
        if (arguments.Resume)
        {
            float* output = arguments.Output;
            long pitch = arguments.OutputPitch;
            c00 = TLanes.Load(output + 0 * pitch); c01 = TLanes.Load(output + 0 * pitch + count); c02 = TLanes.Load(output + 0 * pitch + 2 * count);
            c10 = TLanes.Load(output + 1 * pitch); c11 = TLanes.Load(output + 1 * pitch + count); c12 = TLanes.Load(output + 1 * pitch + 2 * count);
            c20 = TLanes.Load(output + 2 * pitch); c21 = TLanes.Load(output + 2 * pitch + count); c22 = TLanes.Load(output + 2 * pitch + 2 * count);
            c30 = TLanes.Load(output + 3 * pitch); c31 = TLanes.Load(output + 3 * pitch + count); c32 = TLanes.Load(output + 3 * pitch + 2 * count);
        }

        float* weights = arguments.Weights;
        float* columns = arguments.Columns;
        for (long depth = arguments.Depth; depth > 0; depth--)
        {
            TVector b0 = TLanes.Load(columns);
            TVector b1 = TLanes.Load(columns + count);
            TVector b2 = TLanes.Load(columns + 2 * count);
            TVector a;
            a = TLanes.Broadcast(weights[0]);
            c00 = TLanes.MultiplyAdd(a, b0, c00);
            c01 = TLanes.MultiplyAdd(a, b1, c01);
            c02 = TLanes.MultiplyAdd(a, b2, c02);
            a = TLanes.Broadcast(weights[1]);
            c10 = TLanes.MultiplyAdd(a, b0, c10);
            c11 = TLanes.MultiplyAdd(a, b1, c11);
            c12 = TLanes.MultiplyAdd(a, b2, c12);
            a = TLanes.Broadcast(weights[2]);
            c20 = TLanes.MultiplyAdd(a, b0, c20);
            c21 = TLanes.MultiplyAdd(a, b1, c21);
            c22 = TLanes.MultiplyAdd(a, b2, c22);
            a = TLanes.Broadcast(weights[3]);
            c30 = TLanes.MultiplyAdd(a, b0, c30);
            c31 = TLanes.MultiplyAdd(a, b1, c31);
            c32 = TLanes.MultiplyAdd(a, b2, c32);
            weights += 4;
            columns += 3 * count;
        }

        GemmTileRow<TLanes, TVector>.Write(arguments, 0, c00, c01, c02);
        GemmTileRow<TLanes, TVector>.Write(arguments, 1, c10, c11, c12);
        GemmTileRow<TLanes, TVector>.Write(arguments, 2, c20, c21, c22);
        GemmTileRow<TLanes, TVector>.Write(arguments, 3, c30, c31, c32);
    }
}
