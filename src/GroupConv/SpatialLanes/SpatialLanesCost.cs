using GroupConv.Tiles;

namespace GroupConv.SpatialLanes;

/// <summary>The cost model of docs/kernels.md.</summary>
internal static class SpatialLanesCost
{
    // Almost two multiply-adds a cycle; a tile of one channel waits for its loads, ten for eight multiply-adds.
    private const double MultiplyAddsPerCycle = 1.95;
    private const double SingleRowTapCycles = 6.7;

    // Beside its taps, a tile reads its sites, adds the bias and stores; a unit starts its rows.
    private const double TileCycles = 20;
    private const double SiteCycles = 2;
    private const double RowCycles = 10;

    // The inputs of a tile's sites that do not fit the first-level cache with the weights come from the second; and where planes are not
    // copied side by side they lie far apart, and compete for the same places in the cache. Wide tiles load half as much.
    private const double FirstLevelBytes = 24 * 1024;
    private const double CacheLineBytes = 64;
    private const double SecondLevelFactor = 1.25;
    private const double WideSecondLevelFactor = 1.05;
    private const double FarPlanesFactor = 1.35;

    private const double CopyCycles = 0.25;
    private const double CopyStridedCycles = 1.5;

    public static double Cycles(SpatialLanesPlan plan)
    {
        ConvGeometry g = plan.Geometry;
        double unit = RowPanel.Of(g.OutChannelsPerGroup).Sum(panel => PanelCycles(plan, panel.Rows));
        if (plan.CopiesInput)
        {
            double rows = (double)g.InChannelsPerGroup * plan.UnitInputRows;
            unit += rows * (RowCycles + plan.Pitch * (g.Step.Width == 1 ? CopyCycles : CopyStridedCycles));
        }

        return unit * plan.Units;
    }

    private static double PanelCycles(SpatialLanesPlan plan, int rows)
    {
        int sites = RowPanel.Sites(rows, plan.Lanes);
        double tiles = Math.Ceiling(plan.UnitSites / (double)sites);
        double tap = rows == 1 ? SingleRowTapCycles : rows * sites / MultiplyAddsPerCycle;
        tap *= !plan.CopiesInput ? FarPlanesFactor : InputBytes(plan, sites) <= FirstLevelBytes ? 1
            : RowPanel.HasManyRegisters(plan.Lanes) ? WideSecondLevelFactor
            : SecondLevelFactor;
        return tiles * (TileCycles + rows * sites * SiteCycles + plan.Geometry.Taps * tap);
    }

    /// <summary>Of one tile: its lines, and one more of each kernel row for the ends.</summary>
    private static double InputBytes(SpatialLanesPlan plan, int sites) =>
        (double)plan.Geometry.InChannelsPerGroup * plan.Geometry.Kernel.Height * (sizeof(float) * plan.Lanes * sites + CacheLineBytes);
}
