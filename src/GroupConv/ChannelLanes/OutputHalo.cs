using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GroupConv.ChannelLanes;

/// <summary>The zeros around the planes of an output: a unit writes those beside its rows, and the first and last one those above and below.</summary>
internal static unsafe class OutputHalo
{
    /// <param name="geometry">The sizes of planes and halo.</param>
    /// <param name="planes">The unit's first plane, of a block of channels.</param>
    /// <param name="count">Its planes.</param>
    /// <param name="firstRow">The first of its output rows.</param>
    /// <param name="rows">How many.</param>
    public static void Clear(ConvGeometry geometry, float* planes, long count, long firstRow, long rows)
    {
        Padding halo = geometry.Options.OutputHalo;
        int block = geometry.Options.OutputLayout.ChannelBlock();
        long pitch = geometry.OutPitch * block, left = (long)halo.Left * block, right = (long)halo.Right * block;
        for (long plane = 0; plane < count; plane++, planes += geometry.OutMemoryPlane * block)
        {
            float* row = planes + (halo.Top + firstRow) * pitch;
            for (float* end = row + rows * pitch; row < end; row += pitch)
            {
                Zero(row, left);
                Zero(row + pitch - right, right);
            }

            if (firstRow == 0)
                Zero(planes, halo.Top * pitch);
            if (firstRow + rows == geometry.OutHeight)
                Zero(planes + (halo.Top + geometry.OutHeight) * pitch, halo.Bottom * pitch);
        }
    }

    /// <summary>Whole blocks, of 8 or 16; mostly a single one, for which the call of a library function would take longer than the zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Zero(float* start, long length)
    {
        for (float* end = start + length; start < end; start += Vector256<float>.Count)
            Vector256<float>.Zero.Store(start);
    }
}
