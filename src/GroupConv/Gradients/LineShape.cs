using static GroupConv.Planning.UnitSizes;

namespace GroupConv.Gradients;

/// <summary>
/// How the positions of outputs lie in the lines of the weights' gradient, <see cref="Pitch"/> positions a row. It decides which of a sum's
/// lanes a position adds to, and with it the bits, and depends on the shape of the layer alone.
/// </summary>
internal sealed class LineShape
{
    /// <summary>
    /// Positions of a chunk: many enough that a tile's sums are seldom loaded and stored, few enough that its lines stay in the first cache.
    /// </summary>
    public const long ChunkPositions = 1024;

    // Images of a chunk that goes on without a gap are as many as fill whole vectors; beyond this a gap costs less.
    private const long MostDensePositions = 2048;

    private readonly ConvGeometry _geometry;

    /// <param name="geometry">The convolution, from planes to planes.</param>
    /// <param name="outputs">Rows and columns of the output's gradient; the geometry's, or fewer.</param>
    public LineShape(ConvGeometry geometry, Size2d outputs)
    {
        _geometry = geometry;
        Outputs = outputs;
        checked
        {
            BlockColumns = CeilDiv(outputs.Width, CeilDiv(outputs.Width, 2 * ChunkPositions));
            ColumnBlocks = CeilDiv(outputs.Width, BlockColumns);
            Columns = new TapAxis(geometry.Kernel.Width, geometry.Step.Width, geometry.Dilation.Width, BlockColumns);
            Pitch = BlockColumns + Columns.Offsets;
            long mostRows = ColumnBlocks > 1 ? 1 : Math.Clamp(ChunkPositions / Pitch, 1, outputs.Height);
            BlockRows = CeilDiv(outputs.Height, CeilDiv(outputs.Height, mostRows));
            RowBlocks = CeilDiv(outputs.Height, BlockRows);
            Rows = new TapAxis(geometry.Kernel.Height, geometry.Step.Height, geometry.Dilation.Height, BlockRows);
            long whole = IDotTile.SumLanes / Gcd(IDotTile.SumLanes, OutPlane);
            IsDense = JoinsImages && BlocksOfImage == 1 && whole * OutPlane <= MostDensePositions;
            ImagesTogether = IsDense ? whole : 1;
        }

        InputStep = StepOfInput();
    }

    /// <summary>Rows and columns of the output's gradient.</summary>
    public Size2d Outputs { get; }

    /// <summary>Elements of a plane of the output's gradient.</summary>
    public long OutPlane => (long)Outputs.Height * Outputs.Width;

    /// <summary>Columns of a chunk; all of them, unless rows are long.</summary>
    public long BlockColumns { get; }

    public long ColumnBlocks { get; }

    /// <summary>Rows of a chunk.</summary>
    public long BlockRows { get; }

    public long RowBlocks { get; }

    /// <summary>Blocks that an image is cut into.</summary>
    public long BlocksOfImage => RowBlocks * ColumnBlocks;

    /// <summary>How the input's columns are copied.</summary>
    public TapAxis Columns { get; }

    /// <summary>How its rows are.</summary>
    public TapAxis Rows { get; }

    /// <summary>Copies of an input channel.</summary>
    public long CopiesOfChannel => (long)Rows.Copies * Columns.Copies;

    /// <summary>Positions from one row of a line to the next: those behind the row's outputs hold zeros for the gradient.</summary>
    public long Pitch { get; }

    /// <summary>The furthest that a tap lies from its position.</summary>
    public long Reach => Rows.Offsets * Pitch + Columns.Offsets;

    /// <summary>Whether a line goes on from image to image, since no tap reaches beyond an image's positions.</summary>
    public bool JoinsImages => Reach == 0;

    /// <summary>
    /// Whether it does so without a gap: then an image's positions follow those of the image before, and otherwise each begins at lane 0.
    /// </summary>
    public bool IsDense { get; }

    /// <summary>Images that end with a whole vector: a chunk has a multiple of so many, so that each begins at lane 0.</summary>
    public long ImagesTogether { get; }

    /// <summary>
    /// Where the positions of an input channel are those of its plane, all or at a stride: from one to the next. 0 where they are not.
    /// </summary>
    public int InputStep { get; }

    /// <summary>Floats of a line that so many rows and columns of an image need.</summary>
    public long LineLength(long rows, long columns) => IsDense ? OutPlane : Whole((rows - 1) * Pitch + columns);

    /// <summary>Floats of a chunk's line between two gaps: of all its images, or of one.</summary>
    public long SegmentLength(LineChunk chunk)
    {
        long length = LineLength(chunk.Rows, chunk.Columns);
        return JoinsImages ? Whole(chunk.Images * length) : length;
    }

    /// <summary>Of a kernel of one tap, whose stride leaves no rest of the input.</summary>
    private int StepOfInput() =>
        _geometry is { HasPadding: false } g && g.Kernel == 1 && BlocksOfImage == 1 && g.InHeight == Outputs.Height
        && g.InWidth == (long)Outputs.Width * g.Step.Width ? g.Step.Width : 0;

    private static long Whole(long length) => CeilDiv(length, IDotTile.SumLanes) * IDotTile.SumLanes;
}
