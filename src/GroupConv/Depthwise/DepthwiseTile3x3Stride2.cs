using System.Runtime.CompilerServices;
using GroupConv.Tiles;
using GroupConv.Vectors;

namespace GroupConv.Depthwise;

/// <summary>
/// 3x3 with stride 2. Two neighbouring vectors of input are dealt out into the taps of even and of odd columns; the lanes stay as the
/// dealing left them until the outputs are written. Every second row of input meets two output rows.
/// </summary>
internal readonly unsafe struct DepthwiseTile3x3Stride2<TLanes, TVector> : IDepthwiseTile
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    public static int Kernel => 3;

    public static int Stride => 2;

    public static int Loads => 4;

    public static int LoadColumn(int load) => (load & 1) * TLanes.Count + (load & 2);

    // As the tile with stride 1.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TStrips, TEdge>(in DepthwiseTileArguments arguments)
        where TStrips : struct, IStripCount
        where TEdge : struct, IStripEdge
    {
        float* w = arguments.Weights;
        TVector w00 = TLanes.Broadcast(w[0]), w01 = TLanes.Broadcast(w[1]), w02 = TLanes.Broadcast(w[2]);
        TVector w10 = TLanes.Broadcast(w[3]), w11 = TLanes.Broadcast(w[4]), w12 = TLanes.Broadcast(w[5]);
        TVector w20 = TLanes.Broadcast(w[6]), w21 = TLanes.Broadcast(w[7]), w22 = TLanes.Broadcast(w[8]);
        float* masks = arguments.Masks;
        for (int strip = 0; strip < TStrips.Count; strip++, masks += 4 * TLanes.Count)
        {
            float** rows = arguments.InputRows;
            long target = strip == 0 ? arguments.Column0 : arguments.Column1;
            long source = 2 * target;
            TVector low, high, even, odd, nextEven, sum, begun = TLanes.Broadcast(0f);
            float* row = *rows + source;
            low = Load<TEdge>(row, masks, 0);
            high = Load<TEdge>(row, masks, 1);
            begun = TLanes.MultiplyAdd(w00, TLanes.Evens(low, high), begun);
            begun = TLanes.MultiplyAdd(w01, TLanes.Odds(low, high), begun);
            begun = TLanes.MultiplyAdd(w02, TLanes.Evens(Load<TEdge>(row, masks, 2), Load<TEdge>(row, masks, 3)), begun);
            for (float** last = rows + 2 * arguments.Rows; rows < last; target += arguments.OutputPitch)
            {
                row = rows[1] + source;
                low = Load<TEdge>(row, masks, 0);
                high = Load<TEdge>(row, masks, 1);
                sum = TLanes.MultiplyAdd(w10, TLanes.Evens(low, high), begun);
                sum = TLanes.MultiplyAdd(w11, TLanes.Odds(low, high), sum);
                sum = TLanes.MultiplyAdd(w12, TLanes.Evens(Load<TEdge>(row, masks, 2), Load<TEdge>(row, masks, 3)), sum);

                rows += 2;
                row = *rows + source;
                low = Load<TEdge>(row, masks, 0);
                high = Load<TEdge>(row, masks, 1);
                even = TLanes.Evens(low, high);
                odd = TLanes.Odds(low, high);
                nextEven = TLanes.Evens(Load<TEdge>(row, masks, 2), Load<TEdge>(row, masks, 3));
                sum = TLanes.MultiplyAdd(w20, even, sum);
                sum = TLanes.MultiplyAdd(w21, odd, sum);
                sum = TLanes.MultiplyAdd(w22, nextEven, sum);
                begun = TLanes.MultiplyAdd(w00, even, TLanes.Broadcast(0f));
                begun = TLanes.MultiplyAdd(w01, odd, begun);
                begun = TLanes.MultiplyAdd(w02, nextEven, begun);

                DepthwiseEpilogue<TLanes, TVector, LanesOfPositions<TLanes, TVector>>.Write(TLanes.Undeal(sum), arguments, target);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load<TEdge>(float* row, float* masks, int load)
        where TEdge : struct, IStripEdge =>
        TEdge.Masks(load == 0, load == Loads - 1)
            ? TLanes.LoadMasked(row + LoadColumn(load), TLanes.Load(masks + load * TLanes.Count))
            : TLanes.Load(row + LoadColumn(load));
}
