using GroupConv.Vectors;

namespace GroupConv.Tiles;

/// <summary>The end of the epilogue for outputs that are in their planes already.</summary>
internal static unsafe class ResidualAdd<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <summary>output = clamp(output + residual).</summary>
    public static void Run(float* output, float* residual, long length, OutputClamp clamp)
    {
        TVector min = TLanes.Broadcast(clamp.Min), max = TLanes.Broadcast(clamp.Max);
        long done = 0;
        for (; done + TLanes.Count <= length; done += TLanes.Count)
        {
            TVector sum = TLanes.Add(TLanes.Load(output + done), TLanes.Load(residual + done));
            TLanes.Store(TLanes.AtMost(TLanes.AtLeast(sum, min), max), output + done);
        }

        for (; done < length; done++)
            output[done] = clamp.Apply(output[done] + residual[done]);
    }
}
