using GroupConv.Tiles;
using static GroupConv.Planning.UnitSizes;

namespace GroupConv.ChannelLanes;

/// <summary>The cost model of docs/kernels.md.</summary>
internal static class ChannelLanesCost
{
    private const double MultiplyAddsPerCycle = 1.9;
    private const double SingleRowTapCycles = 4.5;
    private const double PermutedTapCycles = 6;
    private const double TileCycles = 20;
    private const double SiteCycles = 1.5;
    private const double TransposeCycles = 5;
    private const double RowCycles = 10;
    private const double CopyCycles = 0.25;

    public static double Cycles(ChannelLanesPlan plan)
    {
        ConvGeometry g = plan.Geometry;
        double blocks = CeilDiv(g.Taps, plan.TapBlock);
        long lastVectors = plan.Vectors - (plan.ChannelBlocks - 1) * plan.UnitVectors;
        double multiply = ((plan.ChannelBlocks - 1) * VectorsCycles(plan, plan.UnitVectors, blocks) + VectorsCycles(plan, lastVectors, blocks)) / plan.ChannelBlocks;
        double turn = !plan.WritesPlanes ? 0 : TransposeCycles * plan.UnitPositions * plan.Vectors / plan.ChannelBlocks;
        double copy = plan.CopiesInput ? (double)plan.InBlocks * plan.UnitInputRows * (RowCycles + plan.Pitch * plan.InBlock * CopyCycles) : 0;
        return plan.Units * (multiply + turn + copy);
    }

    private static double VectorsCycles(ChannelLanesPlan plan, long vectors, double blocks) =>
        plan.PanelsOf(vectors).Sum(panel => PanelCycles(plan, panel.Rows, blocks));

    private static double PanelCycles(ChannelLanesPlan plan, int rows, double blocks)
    {
        int sites = RowPanel.Sites(rows);
        double tap = plan.SharesVectors && plan.Geometry.OutChannelsPerGroup > 1 ? PermutedTapCycles : rows == 1 ? SingleRowTapCycles : rows * sites / MultiplyAddsPerCycle;
        return CeilDiv(plan.UnitPositions, sites) * (blocks * (TileCycles + rows * sites * SiteCycles) + plan.Geometry.Taps * tap);
    }
}
