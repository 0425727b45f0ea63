using GroupConv.Vectors;

namespace GroupConv.Gradients;

/// <summary>The gradient of the bias: the sum of each line of the output's gradient, in the lanes of all other sums.</summary>
internal static unsafe class LineSum<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <param name="lines">The first line of the first segment.</param>
    /// <param name="count">Lines.</param>
    /// <param name="arguments">Those of the tiles that read the same lines.</param>
    /// <param name="sums">[count, SumLanes]: what there is so far, unless this is the first chunk.</param>
    public static void Add(float* lines, long count, in DotArguments arguments, float* sums)
    {
        for (long line = 0; line < count; line++, lines += arguments.RowPitch, sums += IDotTile.SumLanes)
            for (int lane = 0; lane < IDotTile.SumLanes; lane += TLanes.Count)
                TLanes.Store(Along(lines + lane, arguments, arguments.Resume ? TLanes.Load(sums + lane) : TLanes.Broadcast(0f)), sums + lane);
    }

    private static TVector Along(float* line, in DotArguments arguments, TVector sum)
    {
        for (long segment = arguments.Segments; segment > 0; segment--, line += arguments.SegmentStride)
            for (long at = 0; at < arguments.Length; at += IDotTile.SumLanes)
                sum = TLanes.Add(sum, TLanes.Load(line + at));
        return sum;
    }
}
