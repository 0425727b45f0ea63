namespace GroupConv.Gradients;

/// <summary>
/// The innermost stage of the weights' gradient: sums of products of lines, <see cref="Rows"/> lines of the output's gradient by
/// <see cref="Taps"/> lines of the input, that stay in registers along the lines.
/// </summary>
internal interface IDotTile
{
    /// <summary>Lanes of every sum, whatever the vector: element i of a line belongs to lane i modulo this.</summary>
    const int SumLanes = 16;

    /// <summary>Lines of the output's gradient.</summary>
    static abstract int Rows { get; }

    /// <summary>Lines of the input.</summary>
    static abstract int Taps { get; }

    /// <summary>Adds all segments to every sum.</summary>
    static abstract void Run(in DotArguments arguments);
}

/// <summary>One call of a tile.</summary>
internal unsafe struct DotArguments
{
    /// <summary>The first row's line of the first segment.</summary>
    public float* Rows;

    /// <summary>Floats from one row's line to the next.</summary>
    public long RowPitch;

    /// <summary>Where the taps' offsets are counted from, in the first segment.</summary>
    public float* Taps;

    /// <summary>[Taps]: where each tap's line begins.</summary>
    public long* TapOffsets;

    /// <summary>Floats of a line, a multiple of <see cref="IDotTile.SumLanes"/>, at least one.</summary>
    public long Length;

    /// <summary>Pieces that the lines have, at least one.</summary>
    public long Segments;

    /// <summary>Floats from a piece's beginning to the next one's.</summary>
    public long SegmentStride;

    /// <summary>[Rows, Taps, SumLanes]: where the sums are written.</summary>
    public float* Sums;

    /// <summary>Not the first chunk: go on from the sums that lie there.</summary>
    public bool Resume;
}
