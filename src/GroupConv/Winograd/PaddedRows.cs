using GroupConv.Memory;
using GroupConv.Padded;

namespace GroupConv.Winograd;

/// <summary>The part of the padded input that a row of tiles reads: some columns of a few rows.</summary>
internal static unsafe class PaddedRows
{
    /// <param name="geometry">The amounts and the mode.</param>
    /// <param name="plane">The input plane.</param>
    /// <param name="firstRow">The first row, counted in the padded plane.</param>
    /// <param name="rows">How many; those behind the plane's end, which only outputs that nobody wants depend on, become zeros.</param>
    /// <param name="first">The first column; likewise.</param>
    /// <param name="length">Columns; likewise.</param>
    /// <param name="copy">Receives them.</param>
    /// <param name="pitch">Floats from one row of the copy to the next.</param>
    public static void Write(ConvGeometry geometry, float* plane, long firstRow, long rows, long first, long length, float* copy, long pitch)
    {
        PaddingMode mode = geometry.Options.PaddingMode;
        int height = geometry.InHeight, width = geometry.InWidth, padTop = geometry.PadTop;
        long origin = geometry.PadLeft - first; // where the input's first column lies in the copy
        long left = Math.Clamp(origin, 0, length);
        long right = Math.Clamp(origin + width, left, length);
        for (long end = firstRow + rows; firstRow < end; firstRow++, copy += pitch)
        {
            int source = firstRow < geometry.PaddedHeight ? PaddingMap.Source((int)firstRow - padTop, height, mode) : PaddingMap.Zero;
            if (source == PaddingMap.Zero)
            {
                new Span<float>(copy, (int)length).Clear();
                continue;
            }

            float* input = plane + (long)source * width;
            ShortCopy.Copy(input + (left - origin), copy + left, (int)(right - left));
            if (mode != PaddingMode.Zeros)
            {
                FillOutside(geometry, input, first, 0, left, copy);
                FillOutside(geometry, input, first, right, length, copy);
                continue;
            }

            for (long column = 0; column < left; column++)
                copy[column] = 0f;
            for (long column = right; column < length; column++)
                copy[column] = 0f;
        }
    }

    private static void FillOutside(ConvGeometry geometry, float* input, long first, long from, long to, float* copy)
    {
        for (long column = from; column < to; column++)
        {
            bool exists = first + column < geometry.PaddedWidth;
            copy[column] = exists
                ? input[PaddingMap.Source((int)(first + column) - geometry.PadLeft, geometry.InWidth, geometry.Options.PaddingMode)]
                : 0f;
        }
    }
}
