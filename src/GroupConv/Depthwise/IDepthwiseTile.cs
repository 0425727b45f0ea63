namespace GroupConv.Depthwise;

/// <summary>The innermost stage: rows of one channel, or of a vector of them, one strip or two side by side, from the top down.</summary>
internal interface IDepthwiseTile
{
    /// <summary>Height and width of the kernel.</summary>
    static abstract int Kernel { get; }

    /// <summary>Steps of the kernel, in both directions.</summary>
    static abstract int Stride { get; }

    /// <summary>Vectors of input that a strip reads from every row.</summary>
    static abstract int Loads { get; }

    /// <summary>Where such a vector begins, in columns from the strip's first tap on.</summary>
    static abstract int LoadColumn(int load);

    /// <summary>Sums all taps at every position of the strips, and writes the outputs.</summary>
    static abstract void Run<TStrips, TEdge>(in DepthwiseTileArguments arguments)
        where TStrips : struct, IStripCount
        where TEdge : struct, IStripEdge;
}

/// <summary>One call of a tile.</summary>
internal unsafe struct DepthwiseTileArguments
{
    /// <summary>[(Rows - 1) * stride + Kh]: the input rows, each where output column 0 has its first tap.</summary>
    public float** InputRows;

    /// <summary>Output rows.</summary>
    public long Rows;

    /// <summary>Where the strips begin in an output row; the same twice for a single strip.</summary>
    public long Column0, Column1;

    /// <summary>[2, loads, lanes]: which lanes lie inside the input; only for strips that are not inside.</summary>
    public float* Masks;

    /// <summary>[Kh, Kw], as the operands read it.</summary>
    public float* Weights;

    /// <summary>The first output row.</summary>
    public float* Output;

    /// <summary>What is added to the outputs, in the same places; null for nothing.</summary>
    public float* Residual;

    /// <summary>Floats from one output row to the next.</summary>
    public long OutputPitch;

    /// <summary>As the operands read it; -0 for a layer without bias, which changes no sum.</summary>
    public float* Bias;

    /// <summary>Whether there is a least and a greatest output; ReLU has only the one.</summary>
    public bool ClampedBelow, ClampedAbove;

    /// <summary>The clamp's limits.</summary>
    public float Min, Max;
}

/// <summary>Strips of a tile, known to the JIT, which leaves out the code of one that is not there.</summary>
internal interface IStripCount
{
    static abstract int Count { get; }
}

internal readonly struct OneStrip : IStripCount
{
    public static int Count => 1;
}

internal readonly struct TwoStrips : IStripCount
{
    public static int Count => 2;
}

/// <summary>Which loads of the strips need masks because they reach out of the rows, known to the JIT.</summary>
internal interface IStripEdge
{
    /// <param name="firstOfAll">Whether it is the first load of the first strip.</param>
    /// <param name="lastOfAll">Whether it is the last load of the last strip.</param>
    static abstract bool Masks(bool firstOfAll, bool lastOfAll);
}

/// <summary>All lanes lie inside the input.</summary>
internal readonly struct InsideStrips : IStripEdge
{
    public static bool Masks(bool firstOfAll, bool lastOfAll) => false;
}

/// <summary>The usual padding: only the first and the last load reach out of the row.</summary>
internal readonly struct RimStrips : IStripEdge
{
    public static bool Masks(bool firstOfAll, bool lastOfAll) => firstOfAll || lastOfAll;
}

/// <summary>Any load may.</summary>
internal readonly struct MaskedStrips : IStripEdge
{
    public static bool Masks(bool firstOfAll, bool lastOfAll) => true;
}
