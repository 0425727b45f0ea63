using GroupConv.Tiles;
using static GroupConv.Planning.UnitSizes;

namespace GroupConv.ChannelLanes;

/// <summary>
/// Sizes of the algorithm. A unit is (image, group, block of channels, block of output rows): a thread copies the rows of input that it
/// needs, padded, into its own memory, runs its channels over them, a vector of channels at a time, and turns the outputs into planes.
/// </summary>
internal sealed record ChannelLanesPlan : ConvPlan
{
    // A unit's padded input and its outputs stay in the second-level cache.
    private const long UnitBytes = 256 * 1024;

    // The weights of a block of taps for one panel stay in the first-level cache, with the inputs of a tile.
    private const long PanelBytes = 16 * 1024;

    // Smaller units would spend more on copying the same rows again than threads gain.
    private const long LeastPositions = 48;

    public ChannelLanesPlan(ConvGeometry geometry, VectorTier tier)
        : this(geometry, tier, tier.Lanes())
    {
    }

    /// <summary>For vectors of any width: tests have some that no tier has.</summary>
    public ChannelLanesPlan(ConvGeometry geometry, VectorTier tier, int lanes)
        : base(geometry, ConvAlgorithm.ChannelLanes, tier)
    {
        checked
        {
            Lanes = lanes;
            Vectors = CeilDiv(geometry.OutChannelsPerGroup, lanes);
            CopiesInput = geometry.HasPadding;
            Pitch = geometry.PaddedWidth;

            long images = Math.Max(1, (long)geometry.Batch * geometry.Groups);
            long rowBytes = sizeof(float) * (geometry.InChannelsPerGroup * (long)geometry.Stride.Height * Pitch + Vectors * lanes * (long)geometry.OutWidth);
            long most = Math.Max(1, UnitBytes / rowBytes);
            long least = Math.Min(geometry.OutHeight, CeilDiv(LeastPositions, geometry.OutWidth));
            long blocks = Math.Max(CeilDiv(geometry.OutHeight, most), Math.Min(CeilDiv(WantedUnits, images), geometry.OutHeight / least));
            UnitRows = CeilDiv(geometry.OutHeight, blocks);
            RowBlocks = CeilDiv(geometry.OutHeight, UnitRows);
            long channelBlocks = Math.Min(CeilDiv(WantedUnits, images * RowBlocks), CeilDiv(Vectors, RowPanel.MostRows));
            UnitVectors = CeilDiv(Vectors, channelBlocks);
            ChannelBlocks = CeilDiv(Vectors, UnitVectors);
            Units = (long)geometry.Batch * geometry.Groups * ChannelBlocks * RowBlocks;
            UnitsPerTask = PerTask(Units, UnitPositions * UnitVectors * lanes * geometry.Taps);

            long tapBlocks = CeilDiv(geometry.Taps, Math.Max(1, PanelBytes / (sizeof(float) * lanes * Math.Min(UnitVectors, RowPanel.MostRows))));
            TapBlock = CeilDiv(geometry.Taps, tapBlocks);
        }
    }

    /// <summary>Output channels in a vector.</summary>
    public int Lanes { get; }

    /// <summary>Vectors of channels of a group; the last one may have lanes that work for nothing.</summary>
    public long Vectors { get; }

    /// <summary>Whether a unit copies its input, or reads it as it lies.</summary>
    public bool CopiesInput { get; }

    /// <summary>Floats from one padded row to the next.</summary>
    public long Pitch { get; }

    /// <summary>Output rows of a unit; the last of a plane may have fewer.</summary>
    public long UnitRows { get; }

    /// <summary>Blocks of rows of a plane.</summary>
    public long RowBlocks { get; }

    /// <summary>Vectors of channels of a unit; the last of a group may have fewer.</summary>
    public long UnitVectors { get; }

    /// <summary>Blocks of channels of a group.</summary>
    public long ChannelBlocks { get; }

    /// <summary>Blocks of output altogether.</summary>
    public long Units { get; }

    /// <summary>Neighbouring units that one thread takes at a time.</summary>
    public long UnitsPerTask { get; }

    /// <summary>Taps that a tile adds before the next tile has its turn; the last block may have fewer.</summary>
    public long TapBlock { get; }

    /// <summary>Output positions of a unit.</summary>
    public long UnitPositions => UnitRows * Geometry.OutWidth;

    /// <summary>Padded input rows of a unit.</summary>
    public long UnitInputRows => checked((UnitRows - 1) * Geometry.Stride.Height + (Geometry.Kernel.Height - 1L) * Geometry.Dilation.Height + 1);

    /// <summary>Floats from one input channel to the next.</summary>
    public long UnitPlane => CopiesInput ? checked(UnitInputRows * Pitch) : Geometry.InPlane;

    /// <summary>Floats of one thread's padded input, with room for a row.</summary>
    public long InputElements => CopiesInput ? checked(Geometry.InChannelsPerGroup * UnitPlane + Pitch) : 0;

    /// <summary>Floats of one thread's outputs, [vectors, positions and slack, lanes].</summary>
    public long OutputElements => checked(UnitVectors * (UnitPositions + PositionTable.Slack) * Lanes);

    /// <summary>Floats of one thread's memory.</summary>
    public long ScratchElements => checked(InputElements + OutputElements);

    public override long Tasks => CeilDiv(Units, UnitsPerTask);

    public override long PackedWeightBytes => checked(sizeof(float) * Geometry.Groups * Vectors * Lanes * Geometry.Taps);

    public override long SharedWorkspaceBytes => 0;

    public override long WorkspaceBytesPerThread => sizeof(float) * ScratchElements;

    public override double EstimatedCycles => ChannelLanesCost.Cycles(this);

    public override string Details =>
        $"tiles {string.Join(", ", RowPanel.Of((int)UnitVectors).Select(panel => panel.Rows).Distinct().Select(rows => $"{rows * Lanes} x {RowPanel.Sites(rows)}"))}"
        + $" (channels x positions); units of {UnitVectors * Lanes} channels x {UnitRows} rows of {Geometry.OutWidth}, {TapBlock} of {Geometry.Taps} taps at a time,"
        + $" {(CopiesInput ? "copied with their padding" : "input as it lies")}";
}
