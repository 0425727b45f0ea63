using GroupConv.Memory;
using GroupConv.Padded;

namespace GroupConv.Gradients;

/// <summary>Copies rows of an input plane with their padding, at the strides of the layer.</summary>
/// <param name="geometry">The convolution.</param>
/// <param name="pitch">Floats from one copied row to the next.</param>
internal sealed unsafe class InputRowCopier(ConvGeometry geometry, long pitch)
{
    private readonly PaddingMode _mode = geometry.Options.PaddingMode;

    /// <summary>Copies some rows, and clears what lies between them.</summary>
    /// <param name="plane">[H, W].</param>
    /// <param name="row">The place of the first row; places before 0 and behind the plane are padding.</param>
    /// <param name="column">The place of a row's first slot, likewise.</param>
    /// <param name="slots">Rows, a stride of places apart.</param>
    /// <param name="columns">Slots of a row, a stride of places apart.</param>
    /// <param name="copy">Receives them.</param>
    public void Copy(float* plane, long row, long column, long slots, long columns, float* copy)
    {
        if (_mode == PaddingMode.Zeros)
            CopyPaddedByZeros(plane, row, column, slots, columns, copy);
        else
            for (long slot = 0; slot < slots; slot++)
                CopyRow(plane, row + slot * geometry.Step.Height, column, columns, copy + slot * pitch);
        // Behind the rows of a last block of fewer columns: it is multiplied with zeros, and must be a number.
        for (long slot = 1; pitch > columns && slot < slots; slot++, copy += pitch)
            ShortCopy.Clear(copy + columns, pitch - columns);
    }

    /// <summary>A row in some ten cycles: with one output channel a group this is as much as the multiplications.</summary>
    private void CopyPaddedByZeros(float* plane, long row, long column, long slots, long columns, float* copy)
    {
        ConvGeometry g = geometry;
        (long firstRow, long endRow) = Inside(row, g.InHeight, g.Step.Height, slots);
        (long first, long end) = Inside(column, g.InWidth, g.Step.Width, columns);
        for (long slot = 0; slot < firstRow; slot++)
            ShortCopy.Clear(copy + slot * pitch, columns);
        CopyInside(plane + (row + firstRow * g.Step.Height) * g.InWidth + column, endRow - firstRow, first, end, columns, copy + firstRow * pitch);
        for (long slot = endRow; slot < slots; slot++)
            ShortCopy.Clear(copy + slot * pitch, columns);
    }

    private void CopyInside(float* input, long rows, long first, long end, long columns, float* copy)
    {
        long width = geometry.InWidth;
        if (columns == width && end - first == width && pitch == width && geometry.Step == 1)
        {
            ShortCopy.Copy(input, copy, (int)(rows * width));
            return;
        }

        int step = geometry.Step.Width;
        for (input += first * step; rows > 0; rows--, input += geometry.Step.Height * width, copy += pitch)
        {
            ShortCopy.Clear(copy, first);
            ShortCopy.Copy(input, step, copy + first, (int)(end - first));
            ShortCopy.Clear(copy + end, columns - end);
        }
    }

    /// <summary>A row where padding repeats elements.</summary>
    private void CopyRow(float* plane, long row, long column, long count, float* slot)
    {
        ConvGeometry g = geometry;
        long source = SourceOf(row, g.InHeight, g.PadTop, g.PadBottom);
        if (source < 0)
        {
            ShortCopy.Clear(slot, count);
            return;
        }

        float* from = plane + source * g.InWidth;
        (long first, long end) = Inside(column, g.InWidth, g.Step.Width, count);
        CopyOutside(from, column, 0, first, slot);
        ShortCopy.Copy(from + column + first * g.Step.Width, g.Step.Width, slot + first, (int)(end - first));
        CopyOutside(from, column, end, count, slot);
    }

    private void CopyOutside(float* row, long column, long from, long to, float* slot)
    {
        for (long i = from; i < to; i++)
        {
            long source = SourceOf(column + i * geometry.Step.Width, geometry.InWidth, geometry.PadLeft, geometry.PadRight);
            slot[i] = source < 0 ? 0f : row[source];
        }
    }

    /// <summary>Of some slots, a step of places apart from a place on: the first that is no place before 0, and the first behind the last place.</summary>
    private static (long First, long End) Inside(long place, long places, int step, long slots)
    {
        long first = place >= 0 ? 0 : Math.Min(slots, (-place + step - 1) / step);
        return (first, place >= places ? first : Math.Clamp((places - 1 - place) / step + 1, first, slots));
    }

    /// <summary>Where a place takes its value from; negative for a zero, which places behind the padding are, too: no tap sees them.</summary>
    private long SourceOf(long place, int size, int before, int after) =>
        place < -before || place >= (long)size + after ? PaddingMap.Zero : PaddingMap.Source((int)place, size, _mode);
}
