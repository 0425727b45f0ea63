using GroupConv.Memory;
using GroupConv.Padded;

namespace GroupConv.Winograd;

/// <summary>Some columns of an input row with its padding: those that a row of tiles reads.</summary>
internal static unsafe class PaddedSegment
{
    /// <param name="geometry">The amounts and the mode.</param>
    /// <param name="input">The input row.</param>
    /// <param name="first">The first column of the padded row.</param>
    /// <param name="length">Columns; those behind the padded row's end, which only outputs that nobody wants depend on, become zeros.</param>
    /// <param name="segment">Receives them.</param>
    public static void Write(ConvGeometry geometry, float* input, long first, long length, float* segment)
    {
        long inside = Math.Clamp(geometry.PadLeft - first, 0, length);
        long outside = Math.Clamp(geometry.PadLeft + geometry.InWidth - first, inside, length);
        for (long column = 0; column < inside; column++)
            segment[column] = Outside(geometry, input, first + column);
        ShortCopy.Copy(input + (first + inside - geometry.PadLeft), segment + inside, (int)(outside - inside));
        for (long column = outside; column < length; column++)
            segment[column] = Outside(geometry, input, first + column);
    }

    private static float Outside(ConvGeometry geometry, float* input, long column)
    {
        if (column >= geometry.PaddedWidth)
            return 0f;
        int source = PaddingMap.Source((int)column - geometry.PadLeft, geometry.InWidth, geometry.Options.PaddingMode);
        return source == PaddingMap.Zero ? 0f : input[source];
    }
}
