namespace GroupConv.SpatialLanes;

/// <summary>The cost model of docs/kernels.md.</summary>
internal static class SpatialLanesCost
{
    // Two multiply-adds a cycle; a tile of one channel waits for its loads, ten for eight multiply-adds.
    private const double MultiplyAddsPerCycle = 2;
    private const double SingleRowTapCycles = 5;

    // Beside its taps, a tile reads its sites, adds the bias and stores; a unit starts its rows.
    private const double TileCycles = 20;
    private const double SiteCycles = 2;
    private const double RowCycles = 10;

    private const double CopyCycles = 0.25;
    private const double CopyStridedCycles = 1.5;

    public static double Cycles(SpatialLanesPlan plan)
    {
        ConvGeometry g = plan.Geometry;
        double unit = RowPanel.Of(g.OutChannelsPerGroup).Sum(panel => PanelCycles(plan, panel.Rows));
        if (plan.CopiesInput)
        {
            double rows = (double)g.InChannelsPerGroup * plan.UnitInputRows;
            unit += rows * (RowCycles + plan.Pitch * (g.Stride.Width == 1 ? CopyCycles : CopyStridedCycles));
        }

        return unit * plan.Units;
    }

    private static double PanelCycles(SpatialLanesPlan plan, int rows)
    {
        int sites = SpatialTiles.Sites(rows);
        double tiles = Math.Ceiling(plan.UnitRows * plan.SitesPerRow / (double)sites);
        double tap = rows == 1 ? SingleRowTapCycles : rows * sites / MultiplyAddsPerCycle;
        return tiles * (TileCycles + rows * sites * SiteCycles + plan.Geometry.Taps * tap);
    }
}
