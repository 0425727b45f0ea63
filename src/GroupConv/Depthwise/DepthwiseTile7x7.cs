using System.Runtime.CompilerServices;
using GroupConv.Tiles;
using GroupConv.Vectors;

namespace GroupConv.Depthwise;

/// <summary>
/// 7x7 with stride 1. Seven output rows are under way: 7 sums, 1 input and 1 weight at a time. 8 loads for 7 multiply-adds, of which 7
/// cross no cache line; two strips would need 17 registers.
/// </summary>
internal readonly unsafe struct DepthwiseTile7x7<TLanes, TVector, TOperands> : IDepthwiseTile
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
    where TOperands : struct, IOperands<TVector>
{
    public static int Kernel => 7;

    public static int Stride => 1;

    public static int Loads => 7;

    public static int LoadColumn(int load) => load;

    // As the tile for 3x3.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TStrips, TEdge>(in DepthwiseTileArguments arguments)
        where TStrips : struct, IStripCount
        where TEdge : struct, IStripEdge
    {
        int step = TOperands.WeightFloats; // from a column to the next: where lanes are channels, a vector
        for (int strip = 0; strip < TStrips.Count; strip++)
        {
            float* masks = arguments.Masks + strip * 7 * TLanes.Count;
            long column = strip == 0 ? arguments.Column0 : arguments.Column1;
            long target = -6 * arguments.OutputPitch;
            TVector c0, c1, c2, c3, c4, c5, c6;
            c1 = c2 = c3 = c4 = c5 = c6 = TLanes.Broadcast(0f);
            float** rows = arguments.InputRows;
            for (float** end = rows + arguments.Rows + 6; rows < end; rows++, target += arguments.OutputPitch)
            {
                c0 = c1;
                c1 = c2;
                c2 = c3;
                c3 = c4;
                c4 = c5;
                c5 = c6;
                c6 = TLanes.Broadcast(0f);
                float* w = arguments.Weights;
                float* row = *rows + column;
                for (int load = 0; load < 7; load++, w += step)
                {
                    TVector x = TEdge.Masks(true, true) ? TLanes.LoadMasked(row + load * step, TLanes.Load(masks + load * TLanes.Count)) : TLanes.Load(row + load * step);
                    TVector k = TOperands.Weight(w, 42);
                    c0 = TLanes.MultiplyAdd(k, x, c0);
                    k = TOperands.Weight(w, 35);
                    c1 = TLanes.MultiplyAdd(k, x, c1);
                    k = TOperands.Weight(w, 28);
                    c2 = TLanes.MultiplyAdd(k, x, c2);
                    k = TOperands.Weight(w, 21);
                    c3 = TLanes.MultiplyAdd(k, x, c3);
                    k = TOperands.Weight(w, 14);
                    c4 = TLanes.MultiplyAdd(k, x, c4);
                    k = TOperands.Weight(w, 7);
                    c5 = TLanes.MultiplyAdd(k, x, c5);
                    k = TOperands.Weight(w, 0);
                    c6 = TLanes.MultiplyAdd(k, x, c6);
                }

                if (target < 0)
                    continue; // rows of which a part is not there
                DepthwiseEpilogue<TLanes, TVector, TOperands>.Write(c0, arguments, target + column);
            }
        }
    }
}
