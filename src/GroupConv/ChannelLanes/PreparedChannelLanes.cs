using System.Runtime.Intrinsics;
using GroupConv.Memory;
using GroupConv.Padded;
using GroupConv.Planning;
using GroupConv.Tiles;
using GroupConv.Vectors;

namespace GroupConv.ChannelLanes;

/// <summary>The plan with its packed weights and its tables of addresses.</summary>
internal sealed class PreparedChannelLanes : IPreparedConv
{
    private readonly PositionTable _positions, _lastPositions;
    private readonly RowPanel[] _panels, _lastPanels;

    public PreparedChannelLanes(ChannelLanesPlan plan, LayerWeights weights)
    {
        Plan = plan;
        Weights = PackedChannelWeights.Of(plan, weights);
        Rows = new RowCopier(plan.Geometry, plan.Geometry.InHeight, plan.Geometry.InWidth, phases: 1, plan.InBlock);
        TapOffsets = OffsetsOf(plan);
        Controls = ControlsOf(plan);
        _positions = new PositionTable(plan, plan.UnitRows);
        _lastPositions = new PositionTable(plan, plan.Geometry.OutHeight - (plan.RowBlocks - 1) * plan.UnitRows);
        _panels = [.. plan.PanelsOf(plan.UnitVectors)];
        _lastPanels = [.. plan.PanelsOf(plan.Vectors - (plan.ChannelBlocks - 1) * plan.UnitVectors)];
    }

    public ChannelLanesPlan Plan { get; }

    public PackedChannelWeights Weights { get; }

    /// <summary>Makes a unit's padded input.</summary>
    public RowCopier Rows { get; }

    /// <summary>[Taps]: where a tap lies, from a position's first tap on.</summary>
    public PinnedTable TapOffsets { get; }

    /// <summary>[Taps, lanes]: for vectors of several groups the channel of a block that each lane reads for a tap.</summary>
    public PinnedBuffer Controls { get; }

    /// <summary>The positions of a unit with so many output rows.</summary>
    public PositionTable PositionsOf(long rows) => rows == Plan.UnitRows ? _positions : _lastPositions;

    /// <summary>How so many vectors of channels are cut into panels.</summary>
    public RowPanel[] PanelsOf(long vectors) => vectors == Plan.UnitVectors ? _panels : _lastPanels;

    public ConvCall NewCall(Scratch scratch) => Plan.Tier switch
    {
        VectorTier.Vector512 => new ChannelLanesCall<Lanes512, Vector512<float>>(this, scratch),
        VectorTier.Vector256 => new ChannelLanesCall<Lanes256, Vector256<float>>(this, scratch),
        VectorTier.Vector128 => new ChannelLanesCall<Lanes128, Vector128<float>>(this, scratch),
        _ => new ChannelLanesCall<Lanes1, float>(this, scratch),
    };

    private static PinnedTable OffsetsOf(ChannelLanesPlan plan)
    {
        ConvGeometry g = plan.Geometry;
        var offsets = new PinnedTable(checked((int)g.Taps));
        int tap = 0;
        for (int channel = 0; channel < g.InChannelsPerGroup; channel++)
            for (int row = 0; row < g.Kernel.Height; row++)
                for (int column = 0; column < g.Kernel.Width; column++)
                    offsets.Span[tap++] = ChannelOffset(plan, channel)
                        + ((long)row * g.Dilation.Height * plan.Pitch + (long)column * g.Dilation.Width) * plan.InBlock;
        return offsets;
    }

    /// <summary>Vectors of several groups read all channels of a block, and choose.</summary>
    private static long ChannelOffset(ChannelLanesPlan plan, int channel) =>
        plan.SharesVectors ? 0 : channel / plan.InBlock * plan.UnitPlane + channel % plan.InBlock;

    private static PinnedBuffer ControlsOf(ChannelLanesPlan plan)
    {
        if (!plan.SharesVectors)
            return new PinnedBuffer(0);
        int channels = plan.Geometry.InChannelsPerGroup, kernel = plan.Geometry.Kernel.Height * plan.Geometry.Kernel.Width;
        var controls = new PinnedBuffer(plan.Geometry.Taps * plan.Lanes);
        for (int i = 0; i < controls.Length; i++)
        {
            (int tap, int lane) = Math.DivRem(i, plan.Lanes);
            controls.Span[i] = BitConverter.Int32BitsToSingle(lane / channels * channels + tap / kernel);
        }

        return controls;
    }
}
