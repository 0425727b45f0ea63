namespace GroupConv;

/// <summary>The ways this library knows to run a convolution. Each but <see cref="Winograd"/> gives the same bits.</summary>
public enum ConvAlgorithm
{
    /// <summary>The planner chooses; <see cref="ConvPlan.Reason"/> says why.</summary>
    Auto,

    /// <summary>The plain loops of <see cref="ReferenceConvolution"/>, on one thread: for checking, not for speed.</summary>
    Reference,

    /// <summary>
    /// Per group, im2col and a packed, cache-blocked matrix multiplication (Chellapilla et al., 2006; Goto and van de Geijn, 2008).
    /// Only the block of columns at hand is ever in memory.
    /// </summary>
    Im2colGemm,

    /// <summary>
    /// Vectors of neighbouring positions over the padded input in place, without im2col: every lane works however few channels a group
    /// has. For small groups and depthwise layers.
    /// </summary>
    SpatialLanes,

    /// <summary>
    /// Vectors of neighbouring output channels of one position: all lanes work however small and odd a plane is, as long as a group's
    /// channels fill them. For small planes and strides.
    /// </summary>
    ChannelLanes,

    /// <summary>
    /// For one input channel a group and a kernel of 3x3 (stride 1 or 2), 5x5 or 7x7: strips of positions go down the rows of the input as
    /// it lies, and every row is loaded once for all the output rows that need it.
    /// </summary>
    Depthwise,

    /// <summary>
    /// F(4x4, 3x3) of Lavin and Gray (2015), for 3x3 kernels with stride and dilation 1: a quarter of the multiplications, in other
    /// roundings. Only for those who ask for it by name: <see cref="Auto"/> never chooses it, and its bits are not those of the others,
    /// though they too depend on no thread count, batch size or vector width.
    /// </summary>
    /// <remarks>
    /// An output y is within 64 * 2^-24 * (|y| + sum over its input channels of (sum of the kernel's 9 |weights|) * (greatest |input| of
    /// its tile)) of the exact value; a tile is 4x4 outputs, counted from the plane's first, and the 6x6 inputs they see. That is
    /// measured, not proved: docs/kernels.md has the figures. A NaN or an infinity may spread to every
    /// output of a tile that sees it; inputs or weights near the greatest float may overflow on the way.
    /// </remarks>
    Winograd,
}
