using static GroupConv.Planning.UnitSizes;
using static GroupConv.Winograd.WinogradPoints;

namespace GroupConv.Winograd;

/// <summary>
/// Sizes of the algorithm. The tiles of all images are numbered through, row by row; a block is a run of them in one group, whose inputs a
/// thread transforms into its own memory. A part of a block is a number of the group's output channels at all of its tiles: what a thread
/// takes at a time, and whose outputs it alone writes.
/// </summary>
internal sealed record WinogradPlan : ConvPlan
{
    // Enough tiles that a transformed weight, which comes from the third-level cache, is used for as long as it takes to fetch.
    private const int MostBlockTiles = 64;

    // The products' sums are transformed back before they are all gone from the second-level cache.
    private const int MostPartChannels = 64;
    private const int LeastPartPanels = 4;

    // The columns of a tile stay in the first-level cache (32 KiB) while panels of weights stream by.
    private const int ColumnBytes = 24 * 1024;
    private const int MostDepth = 512;

    private const int TileRows = ProductTile<Vectors.Lanes1, float>.Rows; // the same on every tier

    // Cycles for a channel and a vector of 8 tiles, as measured: docs/kernels.md.
    private const double InputVectorCycles = 330;
    private const double OutputVectorCycles = 170;

    public WinogradPlan(ConvGeometry geometry, VectorTier tier)
        : this(geometry, tier, tier.Lanes())
    {
    }

    /// <summary>For vectors of any width: tests have some that no tier has.</summary>
    public WinogradPlan(ConvGeometry geometry, VectorTier tier, int lanes)
        : base(geometry, ConvAlgorithm.Winograd, tier)
    {
        checked
        {
            Lanes = lanes;
            TilesHigh = CeilDiv(geometry.OutHeight, Outputs);
            TilesWide = CeilDiv(geometry.OutWidth, Outputs);
            Tiles = geometry.Batch * TilesHigh * TilesWide;
            long vectors = CeilDiv(Tiles, lanes);
            long most = Math.Max(1, MostBlockTiles / lanes);
            BlockVectors = Math.Max(1, CeilDiv(vectors, Math.Max(1, CeilDiv(vectors, most))));
            BlocksPerGroup = CeilDiv(vectors, BlockVectors);
            Blocks = geometry.Groups * BlocksPerGroup;

            long columns = Math.Min(BlockVectors, ColumnPanels.MostWidth) * lanes;
            long mostDepth = Math.Clamp(ColumnBytes / (sizeof(float) * columns), 1, MostDepth);
            DepthBlock = CeilDiv(geometry.InChannelsPerGroup, CeilDiv(geometry.InChannelsPerGroup, mostDepth));

            RowPanels = CeilDiv(geometry.OutChannelsPerGroup, TileRows);
            long parts = CeilDiv(RowPanels, MostPartChannels / TileRows);
            long missing = CeilDiv(WantedUnits, Math.Max(1, Blocks));
            parts = Math.Max(parts, Math.Min(missing, RowPanels / LeastPartPanels));
            PartPanels = CeilDiv(RowPanels, parts);
            Parts = CeilDiv(RowPanels, PartPanels);
            Scratch = new WinogradScratch(this);
        }
    }

    /// <summary>Tiles in a vector.</summary>
    public int Lanes { get; }

    /// <summary>Rows of tiles in an output plane; the last may hang over its end.</summary>
    public long TilesHigh { get; }

    /// <summary>Tiles in a row of them; likewise.</summary>
    public long TilesWide { get; }

    /// <summary>Tiles of one channel, over all images.</summary>
    public long Tiles { get; }

    /// <summary>Vectors of tiles in a block; the last of a group may have fewer.</summary>
    public long BlockVectors { get; }

    /// <summary>Blocks of one group.</summary>
    public long BlocksPerGroup { get; }

    /// <summary>Blocks altogether.</summary>
    public long Blocks { get; }

    /// <summary>Input channels that are summed up at a time.</summary>
    public long DepthBlock { get; }

    /// <summary>Weight panels of a group: ceil(Cout/G / rows of the tile).</summary>
    public long RowPanels { get; }

    /// <summary>Weight panels in a part; the last may have fewer.</summary>
    public long PartPanels { get; }

    /// <summary>Parts of a block.</summary>
    public long Parts { get; }

    /// <summary>Floats of the packed weights.</summary>
    public long PackedWeightElements => checked((long)Geometry.Groups * Products * Geometry.InChannelsPerGroup * RowPanels * TileRows);

    /// <summary>The pieces of a thread's memory.</summary>
    public WinogradScratch Scratch { get; }

    public override long Tasks => Blocks * Parts;

    public override long PackedWeightBytes => sizeof(float) * PackedWeightElements;

    public override long SharedWorkspaceBytes => 0;

    public override long WorkspaceBytesPerThread => sizeof(float) * Scratch.Elements;

    public override double EstimatedCycles
    {
        get
        {
            double vectors = (double)Geometry.Groups * CeilDiv(Tiles, Lanes);
            double products = (double)Products * Geometry.InChannelsPerGroup * RowPanels * TileRows / 2;
            return vectors * (products + Geometry.InChannelsPerGroup * InputVectorCycles + Geometry.OutChannelsPerGroup * OutputVectorCycles);
        }
    }

    public override string Details =>
        $"F(4x4, 3x3), {TilesHigh} x {TilesWide} tiles a plane; blocks of {BlockVectors * Lanes} tiles x "
        + $"{PartPanels * TileRows} channels x {DepthBlock} input channels of {Geometry.InChannelsPerGroup}; "
        + "rounds differently from the other algorithms";
}
