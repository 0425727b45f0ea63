using System.Runtime.CompilerServices;
using GroupConv.Memory;

namespace GroupConv.Padded;

/// <summary>One row of the input with its padding left and right.</summary>
internal static unsafe class PaddedRow
{
    /// <param name="geometry">The amounts and the mode.</param>
    /// <param name="input">The row.</param>
    /// <param name="width">Its floats.</param>
    /// <param name="padded">Receives width floats and the padding.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ConvGeometry geometry, float* input, int width, float* padded)
    {
        int left = geometry.PadLeft;
        int end = left + width + geometry.PadRight;
        if (geometry.Options.PaddingMode == PaddingMode.Zeros)
        {
            for (int column = 0; column < left; column++)
                padded[column] = 0f;
            for (int column = left + width; column < end; column++)
                padded[column] = 0f;
        }
        else
        {
            FillOutside(geometry, input, width, padded, 0, left);
            FillOutside(geometry, input, width, padded, left + width, end);
        }

        ShortCopy.Copy(input, padded + left, width);
    }

    private static void FillOutside(ConvGeometry geometry, float* input, int width, float* padded, int from, int to)
    {
        for (int column = from; column < to; column++)
            padded[column] = input[PaddingMap.Source(column - geometry.PadLeft, width, geometry.Options.PaddingMode)];
    }
}
