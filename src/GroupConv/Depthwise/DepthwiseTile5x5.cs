using System.Runtime.CompilerServices;
using GroupConv.Tiles;
using GroupConv.Vectors;

namespace GroupConv.Depthwise;

/// <summary>
/// 5x5 with stride 1. Five output rows are under way on two strips: 10 sums, 2 inputs and 1 weight at a time in 13 registers. 7 loads for
/// 10 multiply-adds.
/// </summary>
internal readonly unsafe struct DepthwiseTile5x5<TLanes, TVector, TOperands> : IDepthwiseTile
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
    where TOperands : struct, IOperands<TVector>
{
    public static int Kernel => 5;

    public static int Stride => 1;

    public static int Loads => 5;

    public static int LoadColumn(int load) => load;

    // As the tile for 3x3.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TStrips, TEdge>(in DepthwiseTileArguments arguments)
        where TStrips : struct, IStripCount
        where TEdge : struct, IStripEdge
    {
        int step = TOperands.WeightFloats; // from a column to the next: where lanes are channels, a vector
        float* masks0 = arguments.Masks, masks1 = masks0 + 5 * TLanes.Count;
        long column0 = arguments.Column0, column1 = arguments.Column1;
        long target = -4 * arguments.OutputPitch;
        TVector c00, c10, c20, c30, c40;
        TVector c01, c11, c21, c31, c41;
        c10 = c11 = c20 = c21 = c30 = c31 = c40 = c41 = TLanes.Broadcast(0f);
        float** rows = arguments.InputRows;
        for (float** end = rows + arguments.Rows + 4; rows < end; rows++, target += arguments.OutputPitch)
        {
            c00 = c10;
            c10 = c20;
            c20 = c30;
            c30 = c40;
            c40 = TLanes.Broadcast(0f);
            c01 = c11;
            c11 = c21;
            c21 = c31;
            c31 = c41;
            c41 = TLanes.Broadcast(0f);
            float* w = arguments.Weights;
            float* row0 = *rows + column0, row1 = *rows + column1;
            for (int load = 0; load < 5; load++, w += step)
            {
                TVector x0 = TEdge.Masks(true, true) ? TLanes.LoadMasked(row0 + load * step, TLanes.Load(masks0 + load * TLanes.Count)) : TLanes.Load(row0 + load * step);
                TVector x1 = TStrips.Count == 1 ? x0 : TEdge.Masks(true, true) ? TLanes.LoadMasked(row1 + load * step, TLanes.Load(masks1 + load * TLanes.Count)) : TLanes.Load(row1 + load * step);
                TVector k = TOperands.Weight(w, 20);
                c00 = TLanes.MultiplyAdd(k, x0, c00);
                if (TStrips.Count == 2)
                    c01 = TLanes.MultiplyAdd(k, x1, c01);
                k = TOperands.Weight(w, 15);
                c10 = TLanes.MultiplyAdd(k, x0, c10);
                if (TStrips.Count == 2)
                    c11 = TLanes.MultiplyAdd(k, x1, c11);
                k = TOperands.Weight(w, 10);
                c20 = TLanes.MultiplyAdd(k, x0, c20);
                if (TStrips.Count == 2)
                    c21 = TLanes.MultiplyAdd(k, x1, c21);
                k = TOperands.Weight(w, 5);
                c30 = TLanes.MultiplyAdd(k, x0, c30);
                if (TStrips.Count == 2)
                    c31 = TLanes.MultiplyAdd(k, x1, c31);
                k = TOperands.Weight(w, 0);
                c40 = TLanes.MultiplyAdd(k, x0, c40);
                if (TStrips.Count == 2)
                    c41 = TLanes.MultiplyAdd(k, x1, c41);
            }

            if (target < 0)
                continue; // rows of which a part is not there
            DepthwiseEpilogue<TLanes, TVector, TOperands>.Write(c00, arguments, target + column0);
            if (TStrips.Count == 2)
                DepthwiseEpilogue<TLanes, TVector, TOperands>.Write(c01, arguments, target + column1);
        }
    }
}
