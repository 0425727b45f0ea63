using GroupConv.Memory;

namespace GroupConv.ChannelLanes;

/// <summary>Where the positions of a unit begin in its input and lie in its outputs, counted from its first row.</summary>
internal sealed class PositionTable
{
    // Behind the last position a tile, which has up to 9 sites, may have some left: they compute it again.
    private const int Slack = 8;

    /// <param name="plan">The sizes.</param>
    /// <param name="rows">Output rows of the unit.</param>
    public PositionTable(ChannelLanesPlan plan, long rows)
    {
        ConvGeometry g = plan.Geometry;
        Positions = (int)(rows * g.OutWidth);
        Sources = new PinnedTable(Positions + Slack);
        Targets = new PinnedTable(Positions + Slack);
        for (int position = 0; position < Positions + Slack; position++)
        {
            int existing = Math.Min(position, Positions - 1);
            (int row, int column) = Math.DivRem(existing, g.OutWidth);
            Sources.Span[position] = ((long)row * g.Step.Height * plan.Pitch + (long)column * g.Step.Width) * plan.InBlock;
            Targets.Span[position] = plan.WritesPlanes ? (long)existing * plan.Lanes : (row * g.OutPitch + column) * plan.OutBlock;
        }
    }

    /// <summary>The most positions that a unit can have: its tables are an array each.</summary>
    public static int MostPositions => PinnedTable.MaxLength - Slack;

    /// <summary>Positions of the unit.</summary>
    public int Positions { get; }

    /// <summary>[positions, and some more]: where each one's first tap lies.</summary>
    public PinnedTable Sources { get; }

    /// <summary>[positions, and some more]: where each one's outputs lie.</summary>
    public PinnedTable Targets { get; }
}
