using System.Runtime.CompilerServices;
using GroupConv.Vectors;

namespace GroupConv.Im2colGemm;

/// <summary>8 channels by 3 vectors of positions. 24 sums, 3 columns and 1 weight use 28 of the 32 vector registers of AVX-512; 11 loads for 24 multiply-adds.</summary>
internal readonly unsafe struct GemmTile8x3<TLanes, TVector> : IGemmTile
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    public static int Rows => 8;

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
        TVector c40 = zero, c41 = zero, c42 = zero;
        TVector c50 = zero, c51 = zero, c52 = zero;
        TVector c60 = zero, c61 = zero, c62 = zero;
        TVector c70 = zero, c71 = zero, c72 = zero;
        if (arguments.Resume)
        {
            float* output = arguments.Output;
            long pitch = arguments.OutputPitch;
            c00 = TLanes.Load(output + 0 * pitch); c01 = TLanes.Load(output + 0 * pitch + count); c02 = TLanes.Load(output + 0 * pitch + 2 * count);
            c10 = TLanes.Load(output + 1 * pitch); c11 = TLanes.Load(output + 1 * pitch + count); c12 = TLanes.Load(output + 1 * pitch + 2 * count);
            c20 = TLanes.Load(output + 2 * pitch); c21 = TLanes.Load(output + 2 * pitch + count); c22 = TLanes.Load(output + 2 * pitch + 2 * count);
            c30 = TLanes.Load(output + 3 * pitch); c31 = TLanes.Load(output + 3 * pitch + count); c32 = TLanes.Load(output + 3 * pitch + 2 * count);
            c40 = TLanes.Load(output + 4 * pitch); c41 = TLanes.Load(output + 4 * pitch + count); c42 = TLanes.Load(output + 4 * pitch + 2 * count);
            c50 = TLanes.Load(output + 5 * pitch); c51 = TLanes.Load(output + 5 * pitch + count); c52 = TLanes.Load(output + 5 * pitch + 2 * count);
            c60 = TLanes.Load(output + 6 * pitch); c61 = TLanes.Load(output + 6 * pitch + count); c62 = TLanes.Load(output + 6 * pitch + 2 * count);
            c70 = TLanes.Load(output + 7 * pitch); c71 = TLanes.Load(output + 7 * pitch + count); c72 = TLanes.Load(output + 7 * pitch + 2 * count);
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
            a = TLanes.Broadcast(weights[4]);
            c40 = TLanes.MultiplyAdd(a, b0, c40);
            c41 = TLanes.MultiplyAdd(a, b1, c41);
            c42 = TLanes.MultiplyAdd(a, b2, c42);
            a = TLanes.Broadcast(weights[5]);
            c50 = TLanes.MultiplyAdd(a, b0, c50);
            c51 = TLanes.MultiplyAdd(a, b1, c51);
            c52 = TLanes.MultiplyAdd(a, b2, c52);
            a = TLanes.Broadcast(weights[6]);
            c60 = TLanes.MultiplyAdd(a, b0, c60);
            c61 = TLanes.MultiplyAdd(a, b1, c61);
            c62 = TLanes.MultiplyAdd(a, b2, c62);
            a = TLanes.Broadcast(weights[7]);
            c70 = TLanes.MultiplyAdd(a, b0, c70);
            c71 = TLanes.MultiplyAdd(a, b1, c71);
            c72 = TLanes.MultiplyAdd(a, b2, c72);
            weights += 8;
            columns += 3 * count;
        }

        GemmTileRow<TLanes, TVector>.Write(arguments, 0, c00, c01, c02);
        GemmTileRow<TLanes, TVector>.Write(arguments, 1, c10, c11, c12);
        GemmTileRow<TLanes, TVector>.Write(arguments, 2, c20, c21, c22);
        GemmTileRow<TLanes, TVector>.Write(arguments, 3, c30, c31, c32);
        GemmTileRow<TLanes, TVector>.Write(arguments, 4, c40, c41, c42);
        GemmTileRow<TLanes, TVector>.Write(arguments, 5, c50, c51, c52);
        GemmTileRow<TLanes, TVector>.Write(arguments, 6, c60, c61, c62);
        GemmTileRow<TLanes, TVector>.Write(arguments, 7, c70, c71, c72);
    }
}
