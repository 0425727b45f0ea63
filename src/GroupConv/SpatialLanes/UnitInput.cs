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
        for (int channel = 0; channel < g.InChannelsPerGroup; channel++)
        {
            float* plane = group + channel * g.InPlane;
            float* copy = scratch + channel * plan.UnitPlane;
            for (long row = firstRow; row < firstRow + rows; row++, copy += plan.Pitch)
            {
                int source = PaddingMap.Source((int)row - g.PadTop, (int)plan.SourceHeight, g.Options.PaddingMode);
                if (source == PaddingMap.Zero)
                    new Span<float>(copy, (int)plan.Pitch).Clear();
                else
                    CopyRow(plan, plane + source * plan.SourceWidth, copy, spareRow);
            }
        }
    }

    private static void CopyRow(SpatialLanesPlan plan, float* row, float* copy, float* spareRow)
    {
        ConvGeometry g = plan.Geometry;
        int stride = g.Stride.Width;
        if (stride == 1)
        {
            PaddedRow.Write(g, row, (int)plan.SourceWidth, copy);
            return;
        }

        PaddedRow.Write(g, row, (int)plan.SourceWidth, spareRow);
        PhaseSplit.Row(spareRow, (int)plan.PaddedWidth, stride, copy, (int)plan.PhaseWidth);
    }
}
