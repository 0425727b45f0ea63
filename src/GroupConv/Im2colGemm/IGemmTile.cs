namespace GroupConv.Im2colGemm;

/// <summary>
/// The innermost stage: one tile of outputs, <see cref="Rows"/> channels by <see cref="Columns"/> positions, whose sums stay in registers
/// while it goes through a block of taps.
/// </summary>
internal interface IGemmTile
{
    /// <summary>Output channels in the tile.</summary>
    static abstract int Rows { get; }

    /// <summary>Output positions in the tile.</summary>
    static abstract int Columns { get; }

    /// <summary>Adds the taps of a block to the tile's sums, and after the last block bias, residual and clamp.</summary>
    static abstract void Run(in GemmTileArguments arguments);
}

/// <summary>One call of a tile.</summary>
internal unsafe struct GemmTileArguments
{
    /// <summary>[Depth, Rows]: one weight panel.</summary>
    public float* Weights;

    /// <summary>[Depth, Columns]: one column panel.</summary>
    public float* Columns;

    /// <summary>Taps in this block.</summary>
    public long Depth;

    /// <summary>[Rows, Columns] with <see cref="OutputPitch"/> floats from row to row.</summary>
    public float* Output;

    /// <summary>What is added to the outputs after the last block, in the same places; null for nothing.</summary>
    public float* Residual;

    /// <summary>Floats from one output channel to the next.</summary>
    public long OutputPitch;

    /// <summary>[Rows]; a layer without bias has -0 here, which changes no sum, not even a zero's sign.</summary>
    public float* Bias;

    /// <summary>The clamp's limits.</summary>
    public float Min, Max;

    /// <summary>Not the first block of taps: go on from the sums that lie in the output.</summary>
    public bool Resume;

    /// <summary>The last block of taps: add bias and residual, and clamp.</summary>
    public bool Finish;
}
