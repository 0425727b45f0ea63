namespace GroupConv.SpatialLanes;

/// <summary>
/// The innermost stage: <see cref="Rows"/> channels at <see cref="Sites"/> sites. A site is one vector of neighbouring positions of one
/// output row; its inputs for a tap are a vector too, at a constant offset.
/// </summary>
internal interface ISpatialTile
{
    /// <summary>Output channels in the tile.</summary>
    static abstract int Rows { get; }

    /// <summary>Sites in the tile.</summary>
    static abstract int Sites { get; }

    /// <summary>Sums all taps at every channel and site, and writes the outputs.</summary>
    static abstract void Run(in SpatialTileArguments arguments);
}

/// <summary>One call of a tile.</summary>
internal unsafe struct SpatialTileArguments
{
    /// <summary>The group's padded input; may point before its memory, since sources count from row 0 of the plane.</summary>
    public float* Input;

    /// <summary>[Sites]: where each site's first tap lies.</summary>
    public long* Sources;

    /// <summary>[Taps]: what each tap adds to that.</summary>
    public long* TapOffsets;

    /// <summary>Cin/G * Kh * Kw.</summary>
    public long Taps;

    /// <summary>[Taps, Rows].</summary>
    public float* Weights;

    /// <summary>The output plane of the tile's first channel.</summary>
    public float* Output;

    /// <summary>What is added to the outputs, in the same places; null for nothing.</summary>
    public float* Residual;

    /// <summary>Floats from one output channel to the next.</summary>
    public long OutputPlane;

    /// <summary>[Sites]: where each site lies in the output plane.</summary>
    public long* Targets;

    /// <summary>[Rows]; -0 for a layer without bias, which changes no sum.</summary>
    public float* Bias;

    /// <summary>Whether there are limits.</summary>
    public bool Clamped;

    /// <summary>The clamp's limits.</summary>
    public float Min, Max;
}
