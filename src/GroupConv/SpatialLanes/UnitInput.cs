using GroupConv.Memory;
using GroupConv.Padded;

namespace GroupConv.SpatialLanes;

/// <summary>Makes a unit's padded input: the rows it needs of every plane of its group, their columns dealt out to phases.</summary>
internal static unsafe class UnitInput
{
    /// <param name="plan">The sizes.</param>
    /// <param name="group">The group's first input plane.</param>
    /// <param name="firstRow">The first padded row.</param>
    /// <param name="rows">Padded rows.</param>
    /// <param name="scratch">Receives [Cin/G, UnitInputRows, Pitch]; behind it lies room for one row.</param>
    public static void Copy(SpatialLanesPlan plan, float* group, long firstRow, long rows, float* scratch)
    {
        ConvGeometry g = plan.Geometry;
        float* spareRow = scratch + g.InChannelsPerGroup * plan.UnitPlane;
        // Rows from the input itself lie together, and there are more of them than of all others.
        long insideStart = Math.Clamp(g.PadTop - firstRow, 0, rows);
        long insideEnd = Math.Clamp(g.PadTop + plan.SourceHeight - firstRow, 0, rows);
        for (int channel = 0; channel < g.InChannelsPerGroup; channel++)
        {
            float* plane = group + channel * g.InPlane;
            float* copy = scratch + channel * plan.UnitPlane;
            CopyOutside(plan, plane, firstRow, 0, insideStart, copy, spareRow);
            CopyRows(plan, plane + (firstRow + insideStart - g.PadTop) * plan.SourceWidth, insideEnd - insideStart, copy + insideStart * plan.Pitch, spareRow);
            CopyOutside(plan, plane, firstRow, insideEnd, rows, copy, spareRow);
        }
    }

    /// <summary>Padded rows above or below the input.</summary>
    private static void CopyOutside(SpatialLanesPlan plan, float* plane, long firstRow, long from, long to, float* copy, float* spareRow)
    {
        ConvGeometry g = plan.Geometry;
        for (long row = from; row < to; row++)
        {
            int source = PaddingMap.Source((int)(firstRow + row) - g.PadTop, (int)plan.SourceHeight, g.Options.PaddingMode);
            if (source == PaddingMap.Zero)
                new Span<float>(copy + row * plan.Pitch, (int)plan.Pitch).Clear();
            else
                CopyRows(plan, plane + source * plan.SourceWidth, 1, copy + row * plan.Pitch, spareRow);
        }
    }

    /// <summary>Neighbouring rows of the input.</summary>
    private static void CopyRows(SpatialLanesPlan plan, float* input, long rows, float* copy, float* spareRow)
    {
        ConvGeometry g = plan.Geometry;
        int stride = g.Stride.Width, width = (int)plan.SourceWidth;
        long pitch = plan.Pitch;
        if (stride == 1 && g.Options.PaddingMode == PaddingMode.Zeros)
        {
            CopyZeroPadded(input, width, g.PadLeft, g.PadRight, rows, copy, pitch);
            return;
        }

        if (stride == 2 && g.Options.PaddingMode == PaddingMode.Zeros)
        {
            for (; rows > 0; rows--, input += width, copy += pitch)
                PhaseSplit.ZeroPaddedPairs(input, width, g.PadLeft, g.PadRight, copy, (int)plan.PhaseWidth);
            return;
        }

        for (; rows > 0; rows--, input += width, copy += pitch)
        {
            PaddedRow.Write(g, input, width, stride == 1 ? copy : spareRow);
            if (stride > 1)
                PhaseSplit.Row(spareRow, (int)plan.PaddedWidth, stride, copy, (int)plan.PhaseWidth);
        }
    }

    /// <summary>The common case, a row in some ten cycles: in a depthwise layer this is as much as the multiplications.</summary>
    private static void CopyZeroPadded(float* input, int width, int left, int right, long rows, float* copy, long pitch)
    {
        for (; rows > 0; rows--, input += width, copy += pitch)
        {
            for (int column = 0; column < left; column++)
                copy[column] = 0f;
            ShortCopy.Copy(input, copy + left, width);
            for (int column = left + width; column < left + width + right; column++)
                copy[column] = 0f;
        }
    }
}
