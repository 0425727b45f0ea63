using GroupConv.Tiles;
using static GroupConv.Planning.UnitSizes;

namespace GroupConv.ChannelLanes;

/// <summary>The cost model of docs/kernels.md.</summary>
internal static class ChannelLanesCost
{
    // Almost two multiply-adds a cycle; a tile of one vector of channels waits for its loads, and one that permutes them for that, too.
    private const double MultiplyAddsPerCycle = 1.9;
    private const double SingleRowTapCycles = 5;
    private const double WideSingleRowTapCycles = 6;
    private const double DepthwiseTapCycles = 5.9;
    private const double PermutedTapCycles = 10;

    // Beside its taps, a tile reads its positions, adds the bias and stores; then vectors are turned into planes.
    private const double TileCycles = 20;
    private const double SiteCycles = 1.5;
    // That is squares of eight by eight, as is turning the input.
    private const double TransposeCycles = 5;
    private const double TurnCycles = 3;

    private const double RowCycles = 10;
    private const double CopyCycles = 0.25;

    // Every unit goes through the weights of its channels; those that do not fit the second-level cache come from the third.
    private const double SecondLevelBytes = 256 * 1024;
    private const double ThirdLevelBytesPerCycle = 16;

    public static double Cycles(ChannelLanesPlan plan)
    {
        ConvGeometry g = plan.Geometry;
        long lastVectors = plan.Vectors - (plan.ChannelBlocks - 1) * plan.UnitVectors;
        double multiply = ((plan.ChannelBlocks - 1) * VectorsCycles(plan, plan.UnitVectors) + VectorsCycles(plan, lastVectors)) / plan.ChannelBlocks;
        double squares = Math.Max(1, plan.Lanes / 8.0);
        double turn = plan.WritesPlanes ? TransposeCycles * squares * plan.UnitPositions * plan.Vectors / plan.ChannelBlocks : 0;
        turn += plan.TurnsInput ? TurnCycles * squares * plan.UnitInputRows * g.InWidth : 0;
        double copy = plan.CopiesInput && g.HasPadding ? (double)plan.InBlocks * plan.UnitInputRows * (RowCycles + plan.Pitch * plan.InBlock * CopyCycles) : 0;
        double weightBytes = sizeof(float) * (double)plan.Vectors * plan.Lanes * g.Taps;
        double stream = weightBytes > SecondLevelBytes ? weightBytes / plan.ChannelBlocks / ThirdLevelBytesPerCycle : 0;
        return plan.Units * (multiply + turn + copy + stream);
    }

    /// <summary>Whether panels of two vectors, which need no blocks of taps, are faster than those of four, which fit small planes better.</summary>
    public static bool StreamingPays(ChannelLanesPlan plan) => 2 * PanelCycles(plan, 2) < PanelCycles(plan, 4);

    private static double VectorsCycles(ChannelLanesPlan plan, long vectors) => plan.PanelsOf(vectors).Sum(panel => PanelCycles(plan, panel.Rows));

    private static double PanelCycles(ChannelLanesPlan plan, int rows)
    {
        int sites = RowPanel.Sites(rows, plan.Lanes);
        double tap = plan.SharesVectors ? (plan.Geometry.OutChannelsPerGroup > 1 ? PermutedTapCycles : DepthwiseTapCycles)
            : rows == 1 ? (RowPanel.HasManyRegisters(plan.Lanes) ? WideSingleRowTapCycles : SingleRowTapCycles)
            : rows * sites / MultiplyAddsPerCycle;
        double blocks = CeilDiv(plan.Geometry.Taps, plan.TapsTogether(rows));
        return CeilDiv(plan.UnitPositions, sites) * (blocks * (TileCycles + rows * sites * SiteCycles) + plan.Geometry.Taps * tap);
    }
}
