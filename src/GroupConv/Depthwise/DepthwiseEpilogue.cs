using System.Runtime.CompilerServices;
using GroupConv.Tiles;
using GroupConv.Vectors;

namespace GroupConv.Depthwise;

/// <summary>What becomes of a finished sum: bias, residual, clamp, and into the output. It needs one more register.</summary>
internal static unsafe class DepthwiseEpilogue<TLanes, TVector, TOperands>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
    where TOperands : struct, IOperands<TVector>
{
    /// <param name="sum">Of all taps.</param>
    /// <param name="arguments">Bias, residual, clamp, output.</param>
    /// <param name="target">Where the sum belongs, counted from the first output.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(TVector sum, in DepthwiseTileArguments arguments, long target)
    {
        sum = TLanes.Add(sum, TOperands.Bias(arguments.Bias, 0));
        if (arguments.Residual != null)
            sum = TLanes.Add(sum, TLanes.Load(arguments.Residual + target));

        // Under one condition the JIT would load both limits first, and for the second have no register.
        if (arguments.ClampedBelow)
            sum = TLanes.AtLeast(sum, TLanes.Broadcast(arguments.Min));
        if (arguments.ClampedAbove)
            sum = TLanes.AtMost(sum, TLanes.Broadcast(arguments.Max));
        TLanes.Store(sum, arguments.Output + target);
    }
}
