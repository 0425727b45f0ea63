using GroupConv.Tiles;
using static GroupConv.Planning.UnitSizes;

namespace GroupConv.SpatialLanes;

/// <summary>
/// Sizes of the algorithm. A unit is (image, group, block of output rows): a thread copies the rows of input that it needs, padded, into
/// its own memory, and runs every channel of the group over them.
/// </summary>
internal sealed record SpatialLanesPlan : ConvPlan
{
    // A unit's padded input stays in the second-level cache, with room for the outputs that stream by.
    private const long UnitInputBytes = 192 * 1024;

    public SpatialLanesPlan(ConvGeometry geometry, VectorTier tier)
        : this(geometry, tier, tier.Lanes())
    {
    }

    /// <summary>For vectors of any width: tests have some that no tier has.</summary>
    public SpatialLanesPlan(ConvGeometry geometry, VectorTier tier, int lanes)
        : base(geometry, ConvAlgorithm.SpatialLanes, tier)
    {
        checked
        {
            // A 1x1 convolution on the input as it lies is one on a single long row.
            bool flat = geometry.Kernel == 1 && geometry.Step == 1 && !geometry.HasPadding;
            Rows = flat ? 1 : geometry.OutHeight;
            Width = flat ? geometry.OutPlane : geometry.OutWidth;
            Lanes = lanes;
            CopiesInput = !flat || Width < Lanes;
            SourceHeight = flat ? 1 : geometry.InHeight;
            SourceWidth = flat ? geometry.InPlane : geometry.InWidth;
            PaddedWidth = SourceWidth + geometry.PadLeft + geometry.PadRight;
            PhaseWidth = CeilDiv(PaddedWidth, geometry.Step.Width);
            Pitch = PhaseWidth * geometry.Step.Width;
            SitesPerRow = CeilDiv(Width, Lanes);

            // A unit is rows where they are copied, and any number of sites where they are not.
            long images = Math.Max(1, (long)geometry.Batch * geometry.Groups);
            long sitesTogether = CopiesInput ? SitesPerRow : 2;
            long most = Math.Max(1, UnitInputBytes / (sizeof(float) * geometry.InChannelsPerGroup * geometry.Step.Height
                * (CopiesInput ? Pitch : sitesTogether * Lanes)));
            long pieces = Math.Max(1, Sites / sitesTogether);
            long blocks = Math.Max(CeilDiv(pieces, most), Math.Min(pieces, CeilDiv(WantedUnits, images)));
            UnitSites = CeilDiv(pieces, blocks) * sitesTogether;
            // The last unit takes what is left over: a row's last two sites overlap, and belong to one writer.
            Blocks = Math.Max(1, CopiesInput ? CeilDiv(Sites, UnitSites) : Sites / UnitSites);
            Units = (long)geometry.Batch * geometry.Groups * Blocks;
            long unitMacs = UnitSites * Lanes * geometry.OutChannelsPerGroup * geometry.Taps;
            UnitsPerTask = PerTask(Units, unitMacs);
        }
    }

    /// <summary>Output rows of a plane; 1 where the plane is taken as one long row.</summary>
    public long Rows { get; }

    /// <summary>Outputs in a row.</summary>
    public long Width { get; }

    /// <summary>Outputs in a vector.</summary>
    public int Lanes { get; }

    /// <summary>Whether a unit copies its input, or reads it as it lies.</summary>
    public bool CopiesInput { get; }

    /// <summary>Rows of an input plane; 1 where it is taken as one long row.</summary>
    public long SourceHeight { get; }

    /// <summary>Floats of an input row.</summary>
    public long SourceWidth { get; }

    /// <summary>Floats of an input row with its padding.</summary>
    public long PaddedWidth { get; }

    /// <summary>With a stride s along the row, a padded row is kept as s phases (columns 0, s, 2s, ...; 1, s + 1, ...), each this wide.</summary>
    public long PhaseWidth { get; }

    /// <summary>Floats from one padded row to the next.</summary>
    public long Pitch { get; }

    /// <summary>Vectors that cover an output row; the last one overlaps the one before it.</summary>
    public long SitesPerRow { get; }

    /// <summary>Sites of an output plane.</summary>
    public long Sites => Rows * SitesPerRow;

    /// <summary>Sites of a unit; the last unit of a plane may have fewer or, where rows are not copied, more.</summary>
    public long UnitSites { get; }

    /// <summary>Units of a plane.</summary>
    public long Blocks { get; }

    /// <summary>Blocks of output altogether.</summary>
    public long Units { get; }

    /// <summary>Neighbouring units that one thread takes at a time.</summary>
    public long UnitsPerTask { get; }

    /// <summary>Output rows of a unit whose rows are copied.</summary>
    public long UnitRows => UnitSites / SitesPerRow;

    /// <summary>Padded input rows of such a unit.</summary>
    public long UnitInputRows => Geometry.InputRowsOf(UnitRows);

    /// <summary>Floats of a unit's padded plane.</summary>
    public long UnitPlane => CopiesInput ? checked(UnitInputRows * Pitch) : Geometry.InPlane;

    /// <summary>Floats of one thread's padded input; a site of a narrow plane reads a vector's length past its row.</summary>
    public long ScratchElements => CopiesInput ? checked(Geometry.InChannelsPerGroup * UnitPlane + Pitch + Lanes) : 0;

    public override long Tasks => CeilDiv(Units, UnitsPerTask);

    public override long PackedWeightBytes => sizeof(float) * Geometry.WeightElements;

    public override long SharedWorkspaceBytes => 0;

    public override long WorkspaceBytesPerThread => sizeof(float) * ScratchElements;

    public override double EstimatedCycles => SpatialLanesCost.Cycles(this);

    public override string Details =>
        $"tiles {string.Join(", ", RowPanel.Of(Geometry.OutChannelsPerGroup).Select(panel => panel.Rows).Distinct().Select(rows => $"{rows} x {RowPanel.Sites(rows, Lanes) * Lanes}"))}"
        + $" (channels x positions); units of {(CopiesInput ? $"{UnitRows} rows of {Width}, copied with their padding" : $"{UnitSites * Lanes} positions, input as it lies")}";
}
