namespace GroupConv;

/// <summary>
/// The order of a tensor's elements in memory. The blocked orders keep some channels of a position side by side, so that a vector of
/// channels is one load: the inner layout of oneDNN (Georganas et al., 2018). A chain of layers in one layout needs no reorder between.
/// </summary>
public enum TensorLayout
{
    /// <summary>[N, C, H, W]: planes.</summary>
    Nchw,

    /// <summary>[N, ceil(C / 8), H, W, 8]: blocks of eight channels; those that fill up the last block are zero.</summary>
    Nchw8c,

    /// <summary>[N, ceil(C / 16), H, W, 16]: blocks of sixteen channels; those that fill up the last block are zero.</summary>
    Nchw16c,
}
