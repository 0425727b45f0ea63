namespace GroupConv;

/// <summary>What the padded elements hold; the names and meanings of PyTorch's <c>padding_mode</c>.</summary>
public enum PaddingMode
{
    /// <summary>Zeros: <c>0 0 | a b c d | 0 0</c>.</summary>
    Zeros,

    /// <summary>Mirror image without the edge itself: <c>c b | a b c d | c b</c>. Each side must be less than the input's size.</summary>
    Reflect,

    /// <summary>The edge repeated: <c>a a | a b c d | d d</c>.</summary>
    Replicate,

    /// <summary>The other end: <c>c d | a b c d | a b</c>. Each side must be at most the input's size.</summary>
    Circular,
}
