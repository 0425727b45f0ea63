using System.Runtime.CompilerServices;

namespace GroupConv.ChannelLanes;

/// <summary>Where the positions of a unit begin in its input and lie in its outputs, counted from its first row.</summary>
internal sealed unsafe class PositionTable
{
    // Behind the last position a tile, which has up to 9 sites, may have some left: they compute it again.
    private const int Slack = 8;

    private readonly long[] _sources;
    private readonly long[] _targets;

    /// <param name="plan">The sizes.</param>
    /// <param name="rows">Output rows of the unit.</param>
    public PositionTable(ChannelLanesPlan plan, long rows)
    {
        ConvGeometry g = plan.Geometry;
        Positions = (int)(rows * g.OutWidth);
        _sources = GC.AllocateUninitializedArray<long>(Positions + Slack, pinned: true);
        _targets = GC.AllocateUninitializedArray<long>(Positions + Slack, pinned: true);
        for (int position = 0; position < Positions + Slack; position++)
        {
            int existing = Math.Min(position, Positions - 1);
            (int row, int column) = Math.DivRem(existing, g.OutWidth);
            _sources[position] = ((long)row * g.Stride.Height * plan.Pitch + (long)column * g.Stride.Width) * plan.InBlock;
            _targets[position] = (long)existing * (plan.WritesPlanes ? plan.Lanes : plan.OutBlock);
        }
    }

    /// <summary>Positions of the unit.</summary>
    public int Positions { get; }

    // The arrays are on the pinned heap, and this object keeps them.
    public long* Sources => (long*)Unsafe.AsPointer(ref _sources[0]);

    public long* Targets => (long*)Unsafe.AsPointer(ref _targets[0]);
}
