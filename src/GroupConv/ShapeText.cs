using GroupConv.Values;

namespace GroupConv;

/// <summary>Shapes in messages.</summary>
internal static class ShapeText
{
    public static string Of(ReadOnlySpan<nint> lengths) => $"[{InvariantText.Join(lengths.ToArray())}]";
}
