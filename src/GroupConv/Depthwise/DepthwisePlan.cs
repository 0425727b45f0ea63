using static GroupConv.Planning.UnitSizes;

namespace GroupConv.Depthwise;

/// <summary>
/// Sizes of the algorithm. A unit is (image, output channel or block of channels, block of output rows); its input is read as it lies. Inside, tiles go down
/// the rows on two strips at a time, each one vector of positions wide.
/// </summary>
internal sealed record DepthwisePlan : ConvPlan
{
    // Input rows that a tile goes down, strip after strip, stay in the first-level cache (32 KiB).
    private const long UnitInputBytes = 16 * 1024;

    // Enough for a tile to work itself in, few enough that its table of rows fits the stack.
    private const long LeastRows = 8;
    private const long MostRows = 256;

    // The cost model of docs/kernels.md.
    private const double TileCycles = 25;
    private const double RowCycles = 2;
    private const double MultiplyAddsPerCycle = 1.4;
    private const double ShuffleCycles = 9;
    private const double SpillCycles = 3;
    private const double BlocksFactor = 0.9; // whole vectors from their own cache lines
    private const double UnitCycles = 30;

    public DepthwisePlan(ConvGeometry geometry, VectorTier tier)
        : this(geometry, FittingTier(tier, geometry), FittingTier(tier, geometry).Lanes())
    {
    }

    /// <summary>For vectors of any width: tests have some that no tier has.</summary>
    public DepthwisePlan(ConvGeometry geometry, VectorTier tier, int lanes)
        : base(geometry, ConvAlgorithm.Depthwise, tier)
    {
        checked
        {
            Lanes = lanes;
            Block = geometry.Options.OutputLayout.ChannelBlock();
            Strips = CeilDiv(geometry.OutWidth, StripPositions);
            Planes = CeilDiv(geometry.OutChannels, Block);
            long planes = Math.Max(1, geometry.Batch * Planes);
            long most = Math.Clamp(UnitInputBytes / (sizeof(float) * (long)geometry.InWidth * Block * geometry.Step.Height), LeastRows, MostRows);
            long wanted = Math.Min(CeilDiv(WantedUnits, planes), CeilDiv(geometry.OutHeight, LeastRows));
            UnitRows = CeilDiv(geometry.OutHeight, Math.Max(wanted, CeilDiv(geometry.OutHeight, most)));
            Blocks = CeilDiv(geometry.OutHeight, UnitRows);
            Units = geometry.Batch * Planes * Blocks;
            UnitsPerTask = PerTask(Units, UnitRows * Strips * lanes * geometry.Taps);
        }
    }

    /// <summary>Outputs in a vector.</summary>
    public int Lanes { get; }

    /// <summary>Channels side by side: 1, or a vector of them.</summary>
    public int Block { get; }

    /// <summary>Planes of an image, each of <see cref="Block"/> channels.</summary>
    public long Planes { get; }

    /// <summary>Positions of a strip, which is one vector wide.</summary>
    public int StripPositions => Math.Max(1, Lanes / Block);

    /// <summary>Strips that cover an output row; the last one overlaps the one before it.</summary>
    public long Strips { get; }

    /// <summary>Output rows of a unit; the last of a plane may have fewer.</summary>
    public long UnitRows { get; }

    /// <summary>Units of a plane.</summary>
    public long Blocks { get; }

    /// <summary>Blocks of output altogether.</summary>
    public long Units { get; }

    /// <summary>Neighbouring units that one thread takes at a time.</summary>
    public long UnitsPerTask { get; }

    /// <summary>Whether a vector reaches over the end of an output row.</summary>
    public bool Spills => Geometry.OutWidth < StripPositions;

    /// <summary>Floats of memory of a thread's own, for outputs and residual, where vectors reach over the end of a row.</summary>
    public long ScratchElements => Spills ? 2 * UnitRows * Lanes : 0;

    public override long Tasks => CeilDiv(Units, UnitsPerTask);

    public override long PackedWeightBytes => sizeof(float) * Geometry.WeightElements;

    public override long SharedWorkspaceBytes => 0;

    public override long WorkspaceBytesPerThread => sizeof(float) * ScratchElements;

    public override double EstimatedCycles
    {
        get
        {
            // Rows at the ends of a unit take a turn for every output row that they reach, also where it is not there.
            double vectors = (Geometry.OutHeight + (Geometry.Step == 1 ? Geometry.Kernel.Height - 1 : 0) * (double)Blocks) * Strips;
            double row = RowCycles + Geometry.Taps / MultiplyAddsPerCycle + (Geometry.Step == 1 ? 0 : ShuffleCycles) + (Spills ? SpillCycles : 0);
            row *= Block > 1 ? BlocksFactor : 1;
            return Units * (UnitCycles + CeilDiv(Strips, 2) * TileCycles) + (double)Geometry.Batch * Planes * vectors * row;
        }
    }

    public override string Details =>
        $"tile 2 strips of {StripPositions} positions and {Block} channels, row by row; units of {UnitRows} rows of {Geometry.OutWidth}, input as it lies";

    /// <summary>
    /// Vectors no wider than an output row needs, half of whose lanes would work for nothing; or than a block of channels.
    /// </summary>
    private static VectorTier FittingTier(VectorTier tier, ConvGeometry geometry)
    {
        int block = geometry.Options.OutputLayout.ChannelBlock();
        while (tier > VectorTier.Scalar && (block > 1 ? tier.Lanes() > block : tier.Lanes() / 2 >= geometry.OutWidth))
            tier--;
        return tier;
    }
}
