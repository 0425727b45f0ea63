using GroupConv.Memory;

namespace GroupConv.Padded;

/// <summary>
/// Copies some rows of a group's planes with their padding, and with a stride along the row deals their columns out to phases.
/// </summary>
/// <param name="geometry">Padding and its mode.</param>
/// <param name="height">Rows of a plane of the input.</param>
/// <param name="width">Floats of a row of the input.</param>
/// <param name="phases">1, or the stride along the row.</param>
/// <param name="block">Channels side by side in a row, which all have the same padding; 1 with phases, or with any padding but zeros.</param>
internal sealed unsafe class RowCopier(ConvGeometry geometry, long height, long width, int phases, int block = 1)
{
    private readonly int _width = checked((int)(width * block));
    private readonly int _left = checked(geometry.PadLeft * block);
    private readonly int _paddedWidth = checked((int)((width + geometry.PadLeft + geometry.PadRight) * block));

    /// <summary>Floats of a phase of a padded row: ceil(padded width / phases).</summary>
    public int PhaseWidth => (_paddedWidth + phases - 1) / phases;

    /// <summary>Floats from one padded row to the next.</summary>
    public long Pitch => (long)PhaseWidth * phases;

    /// <param name="group">The first input plane.</param>
    /// <param name="channels">Planes.</param>
    /// <param name="firstRow">The first padded row.</param>
    /// <param name="rows">Padded rows.</param>
    /// <param name="planes">Receives [channels, <paramref name="plane"/>], rows at <see cref="Pitch"/>.</param>
    /// <param name="plane">Floats from one plane of the copy to the next.</param>
    /// <param name="spareRow">Room for one padded row; only phases need it.</param>
    public void Copy(float* group, long channels, long firstRow, long rows, float* planes, long plane, float* spareRow = null)
    {
        // Rows from the input itself lie together, and there are more of them than of all others.
        long insideStart = Math.Clamp(geometry.PadTop - firstRow, 0, rows);
        long insideEnd = Math.Clamp(geometry.PadTop + height - firstRow, 0, rows);
        for (long channel = 0; channel < channels; channel++, group += height * _width, planes += plane)
        {
            CopyOutside(group, firstRow, 0, insideStart, planes, spareRow);
            CopyRows(group + (firstRow + insideStart - geometry.PadTop) * _width, insideEnd - insideStart, planes + insideStart * Pitch, spareRow);
            CopyOutside(group, firstRow, insideEnd, rows, planes, spareRow);
        }
    }

    /// <summary>Padded rows above or below the input.</summary>
    private void CopyOutside(float* plane, long firstRow, long from, long to, float* copy, float* spareRow)
    {
        for (long row = from; row < to; row++)
        {
            int source = PaddingMap.Source((int)(firstRow + row) - geometry.PadTop, (int)height, geometry.Options.PaddingMode);
            if (source == PaddingMap.Zero)
                new Span<float>(copy + row * Pitch, (int)Pitch).Clear();
            else
                CopyRows(plane + (long)source * _width, 1, copy + row * Pitch, spareRow);
        }
    }

    /// <summary>Neighbouring rows of the input.</summary>
    private void CopyRows(float* input, long rows, float* copy, float* spareRow)
    {
        bool zeros = geometry.Options.PaddingMode == PaddingMode.Zeros;
        if (zeros && phases == 1)
            CopyZeroPadded(input, rows, copy);
        else if (zeros && phases == 2)
            DealZeroPadded(input, rows, copy);
        else
            CopyAny(input, rows, copy, spareRow);
    }

    /// <summary>The common case, a row in some ten cycles: in a layer with few channels a group this is as much as the multiplications.</summary>
    private void CopyZeroPadded(float* input, long rows, float* copy)
    {
        int left = _left, end = _paddedWidth, rowWidth = _width;
        long pitch = Pitch;
        for (; rows > 0; rows--, input += rowWidth, copy += pitch)
        {
            for (int column = 0; column < left; column++)
                copy[column] = 0f;
            ShortCopy.Copy(input, copy + left, rowWidth);
            for (int column = left + rowWidth; column < end; column++)
                copy[column] = 0f;
        }
    }

    private void DealZeroPadded(float* input, long rows, float* copy)
    {
        for (; rows > 0; rows--, input += _width, copy += Pitch)
            PhaseSplit.ZeroPaddedPairs(input, _width, _left, geometry.PadRight, copy, PhaseWidth);
    }

    private void CopyAny(float* input, long rows, float* copy, float* spareRow)
    {
        for (; rows > 0; rows--, input += _width, copy += Pitch)
        {
            PaddedRow.Write(geometry, input, _width, phases == 1 ? copy : spareRow);
            if (phases > 1)
                PhaseSplit.Row(spareRow, _paddedWidth, phases, copy, PhaseWidth);
        }
    }
}
