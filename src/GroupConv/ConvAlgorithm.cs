namespace GroupConv;

/// <summary>The ways this library knows to run a convolution. Each gives the same bits.</summary>
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
    /// TODO
    /// </summary>
    Winograd,
}
