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

    // A panel of two vectors streams its weights from the second-level cache as fast as it multiplies, through all taps at once. Wider
    // ones keep a block of taps in the first-level cache, and so do pointwise layers, whose inputs lie far apart.
    private const long StreamedPanelBytes = 256 * 1024;
    private const long PanelBytes = 16 * 1024;
    private const int StreamedVectors = 2;

    // A pointwise layer goes through as many of its inputs at a time as the second-level cache keeps beside the weights that pass through it,
    // and a panel's sums at so many positions wait for the next ones in the first-level cache.
    private const long SlabBytes = 200 * 1024;
    private const long WaitingPositions = 224;

    // With two, as many lanes would be idle in vectors of their own, but nothing be turned and permuted.
    private const int LeastGroupsOfVector = 3;

    // Smaller units would spend more on copying the same rows again than threads gain.
    private const long LeastPositions = 48;

    public ChannelLanesPlan(ConvGeometry geometry, VectorTier tier)
        : this(geometry, FittingTier(tier, geometry), FittingTier(tier, geometry).Lanes())
    {
    }

    /// <summary>For vectors of any width: tests have some that no tier has.</summary>
    public ChannelLanesPlan(ConvGeometry geometry, VectorTier tier, int lanes)
        : base(geometry, ConvAlgorithm.ChannelLanes, tier)
    {
        checked
        {
            Lanes = lanes;
            OutBlock = geometry.Options.OutputLayout.ChannelBlock();
            TurnsInput = geometry.IsPlanes && SmallGroupsFill(lanes, geometry);
            InBlock = TurnsInput ? lanes : geometry.Options.InputLayout.ChannelBlock();
            SharesVectors = TurnsInput || (InBlock == lanes && OutBlock == lanes && geometry.OutChannelsPerGroup < lanes
                && geometry.OutChannelsPerGroup == geometry.InChannelsPerGroup);
            Parts = SharesVectors ? CeilDiv(geometry.OutChannels, lanes) : geometry.Groups;
            Vectors = SharesVectors ? 1 : CeilDiv(geometry.OutChannelsPerGroup, lanes);
            InBlocks = SharesVectors ? 1 : CeilDiv(geometry.InChannelsPerGroup, InBlock);
            CopiesInput = TurnsInput || geometry.HasPadding;
            Pitch = geometry.PaddedWidth;
            long images = Math.Max(1, geometry.Batch * Parts);
            long rowBytes = sizeof(float) * (InBlocks * InBlock * geometry.Step.Height * Pitch + (WritesPlanes ? Vectors * lanes * geometry.OutWidth : 0));
            bool pointwise = geometry.Kernel == 1 && !CopiesInput;
            long most = Math.Max(UnitBytes / rowBytes, Math.Max(1, pointwise ? WaitingPositions / geometry.OutWidth : 0));
            long least = Math.Min(geometry.OutHeight, CeilDiv(LeastPositions, geometry.OutWidth));
            long blocks = Math.Max(CeilDiv(geometry.OutHeight, most), Math.Min(CeilDiv(WantedUnits, images), geometry.OutHeight / least));
            UnitRows = CeilDiv(geometry.OutHeight, blocks);
            RowBlocks = CeilDiv(geometry.OutHeight, UnitRows);
            PanelVectors = OutBlock > lanes ? OutBlock / lanes
                : geometry.Kernel != 1 && ChannelLanesCost.StreamingPays(this) ? StreamedVectors
                : RowPanel.MostRows;
            long panels = CeilDiv(Vectors, PanelVectors);
            long channelBlocks = Math.Min(panels, CeilDiv(WantedUnits, images * RowBlocks));
            UnitVectors = OutBlock > lanes ? CeilDiv(panels, channelBlocks) * PanelVectors : CeilDiv(Vectors, channelBlocks);
            ChannelBlocks = CeilDiv(Vectors, UnitVectors);
            Units = geometry.Batch * Parts * ChannelBlocks * RowBlocks;
            UnitsPerTask = PerTask(Units, UnitPositions * UnitVectors * lanes * geometry.Taps);

            TapBlock = TapsTogether(Math.Min(UnitVectors, PanelVectors));
            long slabs = pointwise ? CeilDiv(geometry.Taps * UnitInputRows * geometry.InWidth * sizeof(float), SlabBytes) : 1;
            TapSlab = CeilDiv(CeilDiv(geometry.Taps, TapBlock), slabs) * TapBlock;
        }
    }

    /// <summary>Output channels in a vector.</summary>
    public int Lanes { get; }

    /// <summary>Whether a unit turns planes of input into blocks of channels, for vectors that several groups share.</summary>
    public bool TurnsInput { get; }

    /// <summary>Channels that lie side by side in what the tiles read.</summary>
    public int InBlock { get; }

    /// <summary>Channels of the output that lie side by side.</summary>
    public int OutBlock { get; }

    /// <summary>Whether a vector's lanes are channels of several groups.</summary>
    public bool SharesVectors { get; }

    /// <summary>Whether outputs are turned into planes; otherwise tiles write them where they belong.</summary>
    public bool WritesPlanes => OutBlock == 1;

    /// <summary>Groups, or as many of them as share a vector: what has input and output channels of its own.</summary>
    public long Parts { get; }

    /// <summary>Vectors of channels of a part; the last one may have lanes that work for nothing.</summary>
    public long Vectors { get; }

    /// <summary>The most vectors in a panel; all panels have as many where a block of the output is several vectors.</summary>
    public int PanelVectors { get; }

    /// <summary>Planes of input of a part, each of <see cref="InBlock"/> channels.</summary>
    public long InBlocks { get; }

    /// <summary>Whether a unit copies its input, or reads it as it lies.</summary>
    public bool CopiesInput { get; }

    /// <summary>Positions from one padded row to the next.</summary>
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

    /// <summary>Taps that all panels of a unit add before they go on to the next ones: whole blocks; all, where the inputs are copied.</summary>
    public long TapSlab { get; }

    /// <summary>Output positions of a unit.</summary>
    public long UnitPositions => UnitRows * Geometry.OutWidth;

    /// <summary>Padded input rows of a unit.</summary>
    public long UnitInputRows => Geometry.InputRowsOf(UnitRows);

    /// <summary>Floats from one plane of input to the next.</summary>
    public long UnitPlane => checked((CopiesInput ? UnitInputRows * Pitch : Geometry.InPlane) * InBlock);

    /// <summary>Floats of one thread's padded input.</summary>
    public long PaddedElements => CopiesInput ? checked(InBlocks * UnitPlane) : 0;

    /// <summary>Floats of one thread's turned rows, where their padding is added after that.</summary>
    public long TurnedElements => TurnsInput && Geometry.HasPadding ? checked(UnitInputRows * Geometry.InWidth * InBlock) : 0;

    /// <summary>Floats of one thread's input.</summary>
    public long InputElements => checked(PaddedElements + TurnedElements);

    /// <summary>Floats of one thread's outputs, [vectors, positions, lanes]; 0 where it writes them where they belong.</summary>
    public long OutputElements => WritesPlanes ? checked(UnitVectors * UnitPositions * Lanes) : 0;

    /// <summary>Floats of one thread's memory.</summary>
    public long ScratchElements => checked(InputElements + OutputElements);

    public override long Tasks => CeilDiv(Units, UnitsPerTask);

    public override long PackedWeightBytes => checked(sizeof(float) * Parts * Vectors * Lanes * Geometry.Taps);

    public override long SharedWorkspaceBytes => 0;

    public override long WorkspaceBytesPerThread => sizeof(float) * ScratchElements;

    public override double EstimatedCycles => ChannelLanesCost.Cycles(this);

    public override string Details =>
        $"tiles {string.Join(", ", PanelsOf(UnitVectors).Select(panel => panel.Rows).Distinct().Select(rows => $"{rows * Lanes} x {RowPanel.Sites(rows, Lanes)}"))}"
        + $" (channels x positions); units of {UnitVectors * Lanes} channels x {UnitRows} rows of {Geometry.OutWidth}, {TapBlock} of {Geometry.Taps} taps at a time,"
        + $" {(TurnsInput ? "input turned into blocks" : CopiesInput ? "copied with their padding" : "input as it lies")}{(WritesPlanes ? ", outputs turned into planes" : "")}";

    /// <summary>The first output channel of a part.</summary>
    public long FirstChannel(long part) => part * (SharesVectors ? Lanes : Geometry.OutChannelsPerGroup);

    /// <summary>Output channels of a part.</summary>
    public long Channels(long part) => SharesVectors ? Math.Min(Lanes, Geometry.OutChannels - part * Lanes) : Geometry.OutChannelsPerGroup;

    /// <summary>How so many vectors of channels are cut into panels.</summary>
    public IEnumerable<RowPanel> PanelsOf(long vectors) =>
        OutBlock > Lanes
            ? Enumerable.Range(0, (int)vectors / PanelVectors).Select(panel => new RowPanel(panel * PanelVectors, PanelVectors))
            : RowPanel.Of((int)vectors, PanelVectors);

    /// <summary>Taps that a tile with so many vectors adds before the next tile has its turn: all, or blocks of one size.</summary>
    public long TapsTogether(long vectors)
    {
        long bytes = vectors <= StreamedVectors && Geometry.Kernel != 1 ? StreamedPanelBytes : PanelBytes;
        return CeilDiv(Geometry.Taps, CeilDiv(Geometry.Taps, Math.Max(1, bytes / (sizeof(float) * Lanes * vectors))));
    }

    /// <summary>Whether so many groups share a vector that turning the input costs less than lanes without a channel.</summary>
    private static bool SmallGroupsFill(int lanes, ConvGeometry g) =>
        g.InChannelsPerGroup == g.OutChannelsPerGroup && lanes % g.OutChannelsPerGroup == 0
        && LeastGroupsOfVector * g.OutChannelsPerGroup <= lanes && g.OutChannels >= lanes
        && (!g.HasPadding || g.Options.PaddingMode == PaddingMode.Zeros);

    /// <summary>No wider than a block of the output.</summary>
    private static VectorTier FittingTier(VectorTier tier, ConvGeometry geometry)
    {
        int block = geometry.Options.OutputLayout.ChannelBlock();
        while (block > 1 && tier.Lanes() > block)
            tier--;
        return tier;
    }
}
