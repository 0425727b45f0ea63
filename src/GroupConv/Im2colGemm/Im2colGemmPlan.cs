using System.Text.Json.Serialization;
using static GroupConv.Planning.UnitSizes;

namespace GroupConv.Im2colGemm;

/// <summary>
/// Sizes of the blocked multiplication: for each image and group, [Cout/G, Taps] weights times [Taps, positions] columns. A unit is one
/// block of output, (image, group, block of channels, block of positions); it goes through the taps a block at a time.
/// </summary>
internal sealed record Im2colGemmPlan : ConvPlan
{
    // The column panel at hand stays in the first-level cache (32 KiB) while weight panels stream by.
    private const int ColumnPanelBytes = 24 * 1024;
    private const int MaxDepth = 512;

    // The rows of weights that every panel meets, and the sums that every block of taps goes on from, stay in the second-level cache.
    private const int MaxRows = 256;
    private const int OutputBlockBytes = 192 * 1024;

    // Smaller units would spend more on gathering the same columns again than threads gain.
    private const int LeastRows = 64;
    private const int LeastPanels = 2;

    // The cost model of docs/kernels.md.
    private const double MultiplyAddsPerCycle = 1.85;
    private const double TileCycles = 40;
    private const double PackCyclesContiguous = 0.5;
    private const double PackCyclesStrided = 1.75;
    private const double RunCycles = 4;

    public Im2colGemmPlan(ConvGeometry geometry, GemmTileEntry tile)
        : base(geometry, ConvAlgorithm.Im2colGemm, tile.Tier)
    {
        checked
        {
            Tile = tile;
            long images = (long)geometry.Batch * geometry.Groups;
            Panels = CeilDiv(geometry.OutPlane, tile.Columns);
            RowPanels = CeilDiv(geometry.OutChannelsPerGroup, tile.Rows);

            long mostDepth = Math.Clamp(ColumnPanelBytes / (sizeof(float) * tile.Columns), 1, MaxDepth);
            DepthBlock = CeilDiv(geometry.Taps, CeilDiv(geometry.Taps, mostDepth));

            long rowBlocks = CeilDiv(geometry.OutChannelsPerGroup, MaxRows);
            long rows = CeilDiv(geometry.OutChannelsPerGroup, rowBlocks);
            long mostPanels = Math.Max(1, OutputBlockBytes / (sizeof(float) * rows * tile.Columns));
            long panelBlocks = CeilDiv(Panels, mostPanels);
            long missing = CeilDiv(WantedUnits, Math.Max(1, images * rowBlocks));
            panelBlocks = Math.Max(panelBlocks, Math.Min(missing, CeilDiv(Panels, LeastPanels)));
            missing = CeilDiv(WantedUnits, Math.Max(1, images * panelBlocks));
            rowBlocks = Math.Max(rowBlocks, Math.Min(missing, geometry.OutChannelsPerGroup / LeastRows));

            RowPanelBlock = CeilDiv(RowPanels, rowBlocks);
            RowBlocks = CeilDiv(RowPanels, RowPanelBlock);
            PanelBlock = CeilDiv(Panels, panelBlocks);
            PanelBlocks = CeilDiv(Panels, PanelBlock);
            Units = images * RowBlocks * PanelBlocks;
            long unitMacs = RowPanelBlock * tile.Rows * PanelBlock * tile.Columns * geometry.Taps;
            UnitsPerTask = PerTask(Units, unitMacs);
        }
    }

    /// <summary>The kernel.</summary>
    [JsonIgnore] // it has a method
    public GemmTileEntry Tile { get; }

    /// <summary>Column panels of a plane: ceil(positions / tile columns).</summary>
    public long Panels { get; }

    /// <summary>Weight panels of a group: ceil(Cout/G / tile rows).</summary>
    public long RowPanels { get; }

    /// <summary>Taps in a block; the last may have fewer.</summary>
    public long DepthBlock { get; }

    /// <summary>Weight panels in a unit.</summary>
    public long RowPanelBlock { get; }

    /// <summary>Blocks of channels in a group.</summary>
    public long RowBlocks { get; }

    /// <summary>Column panels in a unit.</summary>
    public long PanelBlock { get; }

    /// <summary>Blocks of positions in a plane.</summary>
    public long PanelBlocks { get; }

    /// <summary>Blocks of output altogether.</summary>
    public long Units { get; }

    /// <summary>Neighbouring units that one thread takes at a time.</summary>
    public long UnitsPerTask { get; }

    public override long Tasks => CeilDiv(Units, UnitsPerTask);

    /// <summary>Floats of the packed weights.</summary>
    public long PackedWeightElements => checked(Geometry.Groups * RowPanels * Tile.Rows * Geometry.Taps);

    /// <summary>Floats of the padded input; 0 where the input is read as it lies.</summary>
    public long PaddedElements => Geometry.HasPadding ? Geometry.Batch * (Geometry.InChannels * Geometry.PaddedPlane) : 0;

    /// <summary>Floats of the one column panel that a thread has at a time: all that ever exists of the im2col matrix.</summary>
    public long ColumnPanelElements => DepthBlock * Tile.Columns;

    /// <summary>Floats of a thread's column panel, and of the tile of outputs and that of the residual that it keeps for the edges.</summary>
    public long ScratchElements => ColumnPanelElements + 2 * Tile.Rows * Tile.Columns;

    public override long PackedWeightBytes => sizeof(float) * PackedWeightElements;

    public override long SharedWorkspaceBytes => sizeof(float) * PaddedElements;

    public override long WorkspaceBytesPerThread => sizeof(float) * ScratchElements;

    public override double EstimatedCycles
    {
        get
        {
            double images = (double)Geometry.Batch * Geometry.Groups;
            double vectors = Tile.Rows * (double)(Tile.Columns / Tile.Tier.Lanes());
            double depthBlocks = CeilDiv(Geometry.Taps, DepthBlock);
            double multiply = images * RowPanels * Panels * (Geometry.Taps * vectors / MultiplyAddsPerCycle + depthBlocks * TileCycles);
            double elements = Panels * Tile.Columns * (Geometry.Step.Width == 1 ? PackCyclesContiguous : PackCyclesStrided);
            double runs = (Panels + Geometry.OutHeight) * RunCycles; // one for each panel, and one more where a row ends in it
            return multiply + images * RowBlocks * Geometry.Taps * (elements + runs);
        }
    }

    public override string Details =>
        $"tile {Tile.Rows} channels x {Tile.Columns} positions; blocks of {RowPanelBlock * Tile.Rows} channels x "
        + $"{PanelBlock * Tile.Columns} positions x {DepthBlock} taps of {Geometry.Taps}; {(Geometry.HasPadding ? "padded copy" : "input as it lies")}";
}
