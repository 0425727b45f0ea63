using System.Runtime.CompilerServices;
using GroupConv.Tiles;
using GroupConv.Vectors;

namespace GroupConv.Depthwise;

/// <summary>
/// 3x3 with stride 1. A vector of input is loaded once and meets the three output rows that need it: for two strips 6 loads and 18
/// multiply-adds a row. 9 weights, 6 sums and 1 input fill the 16 registers of AVX2.
/// </summary>
internal readonly unsafe struct DepthwiseTile3x3<TLanes, TVector, TOperands> : IDepthwiseTile
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
    where TOperands : struct, IOperands<TVector>
{
    public static int Kernel => 3;

    public static int Stride => 1;

    public static int Loads => 3;

    public static int LoadColumn(int load) => load;

    // Optimised at once, and without a call: across one, sums and weights would live on the stack.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TStrips, TEdge>(in DepthwiseTileArguments arguments)
        where TStrips : struct, IStripCount
        where TEdge : struct, IStripEdge
    {
        int step = TOperands.WeightFloats; // from a column to the next: where lanes are channels, a vector
        float* w = arguments.Weights;
        TVector w00 = TOperands.Weight(w, 0), w01 = TOperands.Weight(w, 1), w02 = TOperands.Weight(w, 2);
        TVector w10 = TOperands.Weight(w, 3), w11 = TOperands.Weight(w, 4), w12 = TOperands.Weight(w, 5);
        TVector w20 = TOperands.Weight(w, 6), w21 = TOperands.Weight(w, 7), w22 = TOperands.Weight(w, 8);
        float* masks0 = arguments.Masks, masks1 = masks0 + 3 * TLanes.Count;
        long column0 = arguments.Column0, column1 = arguments.Column1;

        long target = -2 * arguments.OutputPitch;

        // Three output rows are under way: one gets its first row of taps, one its middle row, one its last.
        TVector last0, last1, middle0, middle1, first0, first1, x;
        middle0 = middle1 = first0 = first1 = TLanes.Broadcast(0f);
        float** rows = arguments.InputRows;
        for (float** end = rows + arguments.Rows + 2; rows < end; rows++, target += arguments.OutputPitch)
        {
            last0 = middle0;
            last1 = middle1;
            middle0 = first0;
            middle1 = first1;
            float* row = *rows + column0;
            x = TEdge.Masks(true, false) ? TLanes.LoadMasked(row, TLanes.Load(masks0)) : TLanes.Load(row);
            last0 = TLanes.MultiplyAdd(w20, x, last0);
            middle0 = TLanes.MultiplyAdd(w10, x, middle0);
            first0 = TLanes.MultiplyAdd(w00, x, TLanes.Broadcast(0f));
            x = TEdge.Masks(false, false) ? TLanes.LoadMasked(row + step, TLanes.Load(masks0 + TLanes.Count)) : TLanes.Load(row + step);
            last0 = TLanes.MultiplyAdd(w21, x, last0);
            middle0 = TLanes.MultiplyAdd(w11, x, middle0);
            first0 = TLanes.MultiplyAdd(w01, x, first0);
            x = TEdge.Masks(false, TStrips.Count == 1) ? TLanes.LoadMasked(row + 2 * step, TLanes.Load(masks0 + 2 * TLanes.Count)) : TLanes.Load(row + 2 * step);
            last0 = TLanes.MultiplyAdd(w22, x, last0);
            middle0 = TLanes.MultiplyAdd(w12, x, middle0);
            first0 = TLanes.MultiplyAdd(w02, x, first0);
            if (TStrips.Count == 2)
            {
                row = *rows + column1;
                x = TEdge.Masks(false, false) ? TLanes.LoadMasked(row, TLanes.Load(masks1)) : TLanes.Load(row);
                last1 = TLanes.MultiplyAdd(w20, x, last1);
                middle1 = TLanes.MultiplyAdd(w10, x, middle1);
                first1 = TLanes.MultiplyAdd(w00, x, TLanes.Broadcast(0f));
                x = TEdge.Masks(false, false) ? TLanes.LoadMasked(row + step, TLanes.Load(masks1 + TLanes.Count)) : TLanes.Load(row + step);
                last1 = TLanes.MultiplyAdd(w21, x, last1);
                middle1 = TLanes.MultiplyAdd(w11, x, middle1);
                first1 = TLanes.MultiplyAdd(w01, x, first1);
                x = TEdge.Masks(false, true) ? TLanes.LoadMasked(row + 2 * step, TLanes.Load(masks1 + 2 * TLanes.Count)) : TLanes.Load(row + 2 * step);
                last1 = TLanes.MultiplyAdd(w22, x, last1);
                middle1 = TLanes.MultiplyAdd(w12, x, middle1);
                first1 = TLanes.MultiplyAdd(w02, x, first1);
            }

            if (target < 0)
                continue; // rows of which a part is not there
            DepthwiseEpilogue<TLanes, TVector, TOperands>.Write(last0, arguments, target + column0);
            if (TStrips.Count == 2)
                DepthwiseEpilogue<TLanes, TVector, TOperands>.Write(last1, arguments, target + column1);
        }
    }
}
