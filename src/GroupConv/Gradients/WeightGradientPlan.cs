using GroupConv.Memory;
using static GroupConv.Planning.UnitSizes;

namespace GroupConv.Gradients;

/// <summary>
/// Sizes of the weights' gradient. A unit is (group, block of output channels, block of input channels), a block of the gradient with one
/// writer. It goes through all outputs in chunks: some images, or a block of rows of one, or a block of columns of one row. A chunk's
/// gradients and inputs are copied to lines in which every tap of a position lies a constant offset from it, by the unit for itself, or
/// before all units where several need them.
/// </summary>
/// <remarks>
/// <see cref="LineShape"/> decides which of a sum's lanes a position adds to, and with it the bits. The units' blocks, the tile and the images
/// of a chunk change no bit.
/// </remarks>
internal sealed class WeightGradientPlan
{
    // Where lines go on from image to image, more of them stay there for that, and no tile waits at the images' ends.
    private const long JoinedPositions = 512;

    // A unit's sums and a chunk's lines together stay in the second-level cache.
    private const long SumBytes = 192 * 1024;
    private const long LineBytes = 288 * 1024;

    // Lines of all chunks that are made before all units; of more memory a small part would be in any cache by the time it is read.
    private const long MostSharedBytes = 64L * 1024 * 1024;

    // Units with less work are not worth reading the lines again for.
    private const long UnitMacs = 4 * 1024 * 1024;

    /// <param name="geometry">The convolution, from planes to planes.</param>
    /// <param name="outputs">Rows and columns of the output's gradient; the geometry's, or fewer.</param>
    /// <exception cref="NotSupportedException">A unit's memory would be over 2^31 elements.</exception>
    /// <exception cref="OverflowException">A count is over 2^63 - 1.</exception>
    public WeightGradientPlan(ConvGeometry geometry, Size2d outputs)
    {
        Geometry = geometry;
        Tier = geometry.Options.Tier.Resolve();
        try
        {
            checked
            {
                Shape = new LineShape(geometry, outputs);
                long together = Shape.ImagesTogether, length = together * Shape.LineLength(Shape.BlockRows, Shape.BlockColumns);
                LineElements = Apart(length);
                PlaneElements = Apart(Math.Max((Shape.BlockRows + Shape.Rows.Offsets) * Shape.Pitch, length + Shape.Reach));

                Tile = DotTileShape.Of(geometry.OutChannelsPerGroup, geometry.Taps, Tier);
                (OutBlock, InBlock) = Blocks();
                OutBlocks = CeilDiv(geometry.OutChannelsPerGroup, OutBlock);
                InBlocks = CeilDiv(geometry.InChannelsPerGroup, InBlock);
                Units = geometry.Groups * OutBlocks * InBlocks;
                Images = together * ImageGroups(length, CeilDiv(geometry.Batch, together));
                if (Shape.JoinsImages)
                    LineElements = PlaneElements = Apart(Images / together * length);
                Chunks = CeilDiv(geometry.Batch, Images) * Shape.BlocksOfImage;
                long shared = Chunks * LinesOfChunkOf(geometry.OutChannels, geometry.InChannels) + Overhang;
                SharesLines = OutBlocks * InBlocks > 1 && sizeof(float) * shared <= MostSharedBytes;
                SharedElements = SharesLines ? shared : 0;
                (LineOuts, LineIns) = SharesLines ? (geometry.OutChannels, geometry.InChannels) : (OutBlock, InBlock);
                LinesOfChunk = LinesOfChunkOf(LineOuts, LineIns);
                ImageElements = Shape.JoinsImages ? length / together : LinesOfChunk / Images;
                SumElements = Chunks > 1 ? SumElementsOf(OutBlock, InBlock) : Tile.SumElements;
                ScratchElements = (SharesLines ? 0 : LinesOfChunk) + SumElements;
                UnitsPerTask = PerTask(Units, Math.Max(1, MacsOf(OutBlock, InBlock)));
            }
        }
        catch (OverflowException error)
        {
            throw new OverflowException($"a size within the weights' gradient does not fit, for {geometry}", error);
        }

        if (ScratchElements > PinnedBuffer.MaxLength || InBlock * KernelTaps > PinnedTable.MaxLength)
            throw new NotSupportedException(
                $"a block of the weights' gradient needs {ScratchElements} floats of memory, over {PinnedBuffer.MaxLength}");
    }

    public ConvGeometry Geometry { get; }

    /// <summary>What decides the bits.</summary>
    public LineShape Shape { get; }

    public VectorTier Tier { get; }

    /// <summary>Rows and taps of the tile.</summary>
    public DotTileShape Tile { get; }

    /// <summary>Floats from one line of the output's gradient to the next.</summary>
    public long LineElements { get; }

    /// <summary>Floats of one copy of an input channel.</summary>
    public long PlaneElements { get; }

    /// <summary>Floats of all copies of an input channel.</summary>
    public long ChannelElements => Shape.CopiesOfChannel * PlaneElements;

    /// <summary>Output channels of a unit; a group's last unit may have fewer.</summary>
    public long OutBlock { get; }

    /// <summary>Input channels of a unit; likewise.</summary>
    public long InBlock { get; }

    public long OutBlocks { get; }

    public long InBlocks { get; }

    public long Units { get; }

    public long UnitsPerTask { get; }

    /// <summary>Images of a chunk.</summary>
    public long Images { get; }

    /// <summary>Whether lines are made once, of all channels and chunks, and read by all units.</summary>
    public bool SharesLines { get; }

    /// <summary>Floats of all lines, where they are shared.</summary>
    public long SharedElements { get; }

    /// <summary>Output channels whose lines lie together: all, or a unit's.</summary>
    public long LineOuts { get; }

    /// <summary>Input channels, likewise; their lines lie behind those of the output channels.</summary>
    public long LineIns { get; }

    /// <summary>Where the input's lines begin, from the gradient's on.</summary>
    public long FirstInputLine => RowsOf(LineOuts) * LineElements;

    /// <summary>Floats from one image to the next, in lines that go on or behind all lines of the image.</summary>
    public long ImageElements { get; }

    /// <summary>Floats of a chunk's lines: those of the gradient, then those of the input, of one image or all.</summary>
    public long LinesOfChunk { get; }

    /// <summary>Chunks that a unit goes through.</summary>
    public long Chunks { get; }

    /// <summary>A chunk by its number: columns run first, then rows, then images.</summary>
    public LineChunk ChunkAt(long index)
    {
        LineShape shape = Shape;
        (long rest, long columnBlock) = Math.DivRem(index, shape.ColumnBlocks);
        (long imageBlock, long rowBlock) = Math.DivRem(rest, shape.RowBlocks);
        long image = imageBlock * Images, row = rowBlock * shape.BlockRows, column = columnBlock * shape.BlockColumns;
        return new LineChunk(
            image, Math.Min(Images, Geometry.Batch - image), row, Math.Min(shape.BlockRows, shape.Outputs.Height - row),
            column, Math.Min(shape.BlockColumns, shape.Outputs.Width - column));
    }

    /// <summary>Floats of a unit's sums: those of one tile, where there is nothing to go on with in a later chunk.</summary>
    public long SumElements { get; }

    public long ScratchElements { get; }

    /// <summary>Taps of a channel.</summary>
    public long KernelTaps => (long)Geometry.Kernel.Height * Geometry.Kernel.Width;

    /// <summary>Lines of the gradient that the tiles of so many output channels read; those beyond the channels hold anything.</summary>
    public long RowsOf(long outChannels) => CeilDiv(outChannels, Tile.Rows) * Tile.Rows;

    /// <summary>Input channels whose taps are whole tiles, at least so many, where that is not over the most.</summary>
    private long WholeTiles(long ins, long most)
    {
        long whole = ins;
        while (whole * KernelTaps % Tile.Taps != 0 && whole < most)
            whole++;
        return whole * KernelTaps % Tile.Taps == 0 ? whole : ins;
    }

    private long LinesOfChunkOf(long outs, long ins) => Shape.JoinsImages ? LinesElementsOf(outs, ins) : Images * Apart(LinesElementsOf(outs, ins));

    /// <summary>What a tile reads beyond the lines of the last channels, for rows and taps that it has too many; nobody looks at their sums.</summary>
    private long Overhang => (Tile.Rows - 1) * LineElements + (Tile.Taps - 1) * ChannelElements;

    private long LinesElementsOf(long outs, long ins) => RowsOf(outs) * LineElements + ins * ChannelElements;

    /// <summary>How often a chunk has as many images as lie together, whose lines have a length.</summary>
    private long ImageGroups(long length, long most)
    {
        if (Shape.BlocksOfImage > 1)
            return 1;
        long positions = Shape.JoinsImages ? JoinedPositions : LineShape.ChunkPositions;
        long fitting = LineBytes / (sizeof(float) * Apart(LinesElementsOf(OutBlock, InBlock)));
        return Math.Clamp(Math.Min(positions / length, fitting), 1, Math.Max(1, most));
    }

    /// <summary>
    /// An odd number of cache lines: lines a power of two apart compete for the same places in the first-level cache, and a chunk of many
    /// small images took a quarter longer.
    /// </summary>
    private static long Apart(long length) => (CeilDiv(length, IDotTile.SumLanes) | 1) * IDotTile.SumLanes;

    private long SumElementsOf(long outs, long ins) =>
        CeilDiv(outs, Tile.Rows) * CeilDiv(ins * KernelTaps, Tile.Taps) * Tile.SumElements;

    private long MacsOf(long outs, long ins) => checked(Geometry.Batch * Shape.OutPlane * outs * ins * KernelTaps);

    /// <summary>
    /// The whole group, halved until it fits the caches and there are enough units, each time so that less is read again: the input once
    /// for every block of output channels, the gradient once for every block of input channels.
    /// </summary>
    private (long Outs, long Ins) Blocks()
    {
        long allOuts = Geometry.OutChannelsPerGroup, allIns = Geometry.InChannelsPerGroup;
        long outs = allOuts, ins = allIns;
        bool mayBeOne = Shape.BlocksOfImage == 1 && Geometry.Batch <= 1; // one chunk: no sums are kept
        while (outs > Tile.Rows || ins > 1)
        {
            bool fits = (mayBeOne || sizeof(float) * SumElementsOf(outs, ins) <= SumBytes)
                && sizeof(float) * LinesElementsOf(outs, ins) <= LineBytes;
            bool enough = Geometry.Groups * CeilDiv(allOuts, outs) * CeilDiv(allIns, ins) >= WantedUnits || MacsOf(outs, ins) <= UnitMacs;
            if (fits && enough)
                break;
            long inputAgain = CeilDiv(allOuts, outs) * allIns * ChannelElements, gradientAgain = CeilDiv(allIns, ins) * allOuts * LineElements;
            if (ins == 1 || (outs > Tile.Rows && inputAgain <= gradientAgain))
                outs = Math.Max(Tile.Rows, RowsOf(CeilDiv(outs, 2)));
            else
                ins = WholeTiles(CeilDiv(ins, 2), ins - 1);
        }

        return (outs, ins);
    }
}
