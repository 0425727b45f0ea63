using GroupConv.Memory;
using GroupConv.Planning;

namespace GroupConv.Gradients;

/// <summary>A plan of the weights' gradient with its tables.</summary>
internal sealed class PreparedWeightGradient
{
    public PreparedWeightGradient(WeightGradientPlan plan)
    {
        SlowProcess.WarnOnce();
        Plan = plan;
        Lines = new LineCopier(plan);
        TapOffsets = OffsetsOf(plan);
    }

    public WeightGradientPlan Plan { get; }

    /// <summary>Makes the lines.</summary>
    public LineCopier Lines { get; }

    /// <summary>[input channels of a unit, Kh, Kw], filled up to whole tiles: where each tap's line begins, from a unit's first input on.</summary>
    public PinnedTable TapOffsets { get; }

    private static PinnedTable OffsetsOf(WeightGradientPlan plan)
    {
        Size2d kernel = plan.Geometry.Kernel;
        var offsets = new PinnedTable(checked((int)(plan.InBlock * plan.KernelTaps) + plan.Tile.Taps - 1));
        offsets.Span.Clear();
        int tap = 0;
        for (long channel = 0; channel < plan.InBlock; channel++)
            for (int row = 0; row < kernel.Height; row++)
                for (int column = 0; column < kernel.Width; column++)
                    offsets.Span[tap++] = channel * plan.ChannelElements
                        + ((long)plan.Shape.Rows.CopyOf(row) * plan.Shape.Columns.Copies + plan.Shape.Columns.CopyOf(column)) * plan.PlaneElements
                        + plan.Shape.Rows.OffsetOf(row) * plan.Shape.Pitch + plan.Shape.Columns.OffsetOf(column);
        return offsets;
    }
}
