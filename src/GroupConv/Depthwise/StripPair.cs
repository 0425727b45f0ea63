namespace GroupConv.Depthwise;

/// <summary>How far the loads of a tile's strips lie inside the rows: see the kinds of <see cref="IStripEdge"/>.</summary>
internal enum StripEdge
{
    Inside,
    Rim,
    Masked,
}

/// <summary>The strips that one call of a tile computes.</summary>
/// <param name="Count">1 or 2.</param>
/// <param name="Column0">Where the first begins in an output row.</param>
/// <param name="Column1">And the second; that of the first, where it is alone.</param>
/// <param name="Edge">Which of their loads need masks.</param>
/// <param name="Masks">Where the masks are in the table: [2, loads, lanes].</param>
internal readonly record struct StripPair(int Count, long Column0, long Column1, StripEdge Edge, int Masks);
