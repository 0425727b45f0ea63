namespace GroupConv.Tiles;

/// <summary>
/// The innermost stage: sums that stay in registers through all taps, <see cref="Rows"/> by <see cref="Sites"/> vectors of them. What the
/// lanes of a vector are is a matter of the operands: see <see cref="IOperands{TVector}"/>.
/// </summary>
internal interface ITile
{
    /// <summary>Vectors for which a tap has a weight of their own.</summary>
    static abstract int Rows { get; }

    /// <summary>Vectors for which a tap has an input of their own.</summary>
    static abstract int Sites { get; }

    /// <summary>Adds all taps to every sum, and writes the outputs.</summary>
    static abstract void Run(in TileArguments arguments);
}

/// <summary>One call of a tile.</summary>
internal unsafe struct TileArguments
{
    /// <summary>Where sources are counted from; may point before the memory that is read.</summary>
    public float* Input;

    /// <summary>[Sites]: where each site's first tap lies.</summary>
    public long* Sources;

    /// <summary>[Taps]: what each tap adds to that.</summary>
    public long* TapOffsets;

    /// <summary>Taps to add.</summary>
    public long Taps;

    /// <summary>[Taps, Rows]: a weight for each, as the operands read it.</summary>
    public float* Weights;

    /// <summary>[Taps]: what the operands need beside to read an input; null where that is nothing.</summary>
    public float* Controls;

    /// <summary>Where the tile's first row is written.</summary>
    public float* Output;

    /// <summary>What is added to the outputs, in the same places; null for nothing.</summary>
    public float* Residual;

    /// <summary>Floats from one row's outputs to the next.</summary>
    public long OutputPitch;

    /// <summary>[Sites]: where each site lies in a row's outputs.</summary>
    public long* Targets;

    /// <summary>[Rows], as the operands read it; -0 for a layer without bias, which changes no sum.</summary>
    public float* Bias;

    /// <summary>The clamp's limits.</summary>
    public float Min, Max;

    /// <summary>Whether there are limits.</summary>
    public bool Clamped;

    /// <summary>Not the first taps: go on from the sums that lie in the output.</summary>
    public bool Resume;

    /// <summary>The last taps: add bias and residual, and clamp.</summary>
    public bool Finish;
}
