using GroupConv.Vectors;

namespace GroupConv.Tiles;

/// <summary>How a tile reads weights and inputs, which is what makes the lanes of its sums positions or channels.</summary>
/// <typeparam name="TVector">The raw vector.</typeparam>
internal unsafe interface IOperands<TVector>
    where TVector : struct
{
    /// <summary>Floats of one row's weight for one tap.</summary>
    static abstract int WeightFloats { get; }

    /// <summary>Floats of what belongs to a tap beside its weights.</summary>
    static abstract int ControlFloats { get; }

    /// <summary>A row's weight.</summary>
    static abstract TVector Weight(float* weights, int row);

    /// <summary>A site's input.</summary>
    static abstract TVector Input(float* source, float* control);

    /// <summary>A row's bias.</summary>
    static abstract TVector Bias(float* bias, int row);
}

/// <summary>Lanes are neighbouring positions, rows are channels: a vector of inputs, the same weight for all.</summary>
internal readonly unsafe struct LanesOfPositions<TLanes, TVector> : IOperands<TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    public static int WeightFloats => 1;

    public static int ControlFloats => 0;

    public static TVector Weight(float* weights, int row) => TLanes.Broadcast(weights[row]);

    public static TVector Input(float* source, float* control) => TLanes.Load(source);

    public static TVector Bias(float* bias, int row) => TLanes.Broadcast(bias[row]);
}

/// <summary>Lanes are output channels of one group, sites are positions: a vector of weights, the same input for all.</summary>
internal readonly unsafe struct LanesOfChannels<TLanes, TVector> : IOperands<TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    public static int WeightFloats => TLanes.Count;

    public static int ControlFloats => 0;

    public static TVector Weight(float* weights, int row) => TLanes.Load(weights + row * TLanes.Count);

    public static TVector Input(float* source, float* control) => TLanes.Broadcast(*source);

    public static TVector Bias(float* bias, int row) => TLanes.Load(bias + row * TLanes.Count);
}

/// <summary>Lanes are channels of several groups that read as many as they write: input and output channels lie side by side alike.</summary>
internal readonly unsafe struct LanesOfGroups<TLanes, TVector> : IOperands<TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    public static int WeightFloats => TLanes.Count;

    public static int ControlFloats => TLanes.Count;

    public static TVector Weight(float* weights, int row) => TLanes.Load(weights + row * TLanes.Count);

    /// <summary>For every lane the channel of its own group that the tap reads.</summary>
    public static TVector Input(float* source, float* control) => TLanes.Permute(TLanes.Load(source), TLanes.Load(control));

    public static TVector Bias(float* bias, int row) => TLanes.Load(bias + row * TLanes.Count);
}

/// <summary>As <see cref="LanesOfGroups{TLanes, TVector}"/> with one channel a group, which needs no choice.</summary>
internal readonly unsafe struct LanesOfDepthwise<TLanes, TVector> : IOperands<TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    public static int WeightFloats => TLanes.Count;

    public static int ControlFloats => 0;

    public static TVector Weight(float* weights, int row) => TLanes.Load(weights + row * TLanes.Count);

    public static TVector Input(float* source, float* control) => TLanes.Load(source);

    public static TVector Bias(float* bias, int row) => TLanes.Load(bias + row * TLanes.Count);
}
