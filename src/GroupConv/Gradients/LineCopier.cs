using System.Runtime.CompilerServices;
using GroupConv.Layouts;
using GroupConv.Memory;
using GroupConv.Padded;

namespace GroupConv.Gradients;

/// <summary>Some images, or some rows of one, or some columns of one of its rows.</summary>
internal readonly record struct LineChunk(long FirstImage, long Images, long FirstRow, long Rows, long FirstColumn, long Columns)
{
    public long EndImage => FirstImage + Images;
}

/// <summary>Copies a chunk's gradients and inputs to lines.</summary>
internal sealed unsafe class LineCopier(WeightGradientPlan plan)
{
    // Planes this short lie far apart from image to image, so that the processor does not see them coming.
    private const long MostPrefetchedBytes = 4 * 1024;

    private readonly ConvGeometry _geometry = plan.Geometry;
    private readonly bool _zeros = plan.Geometry.Options.PaddingMode == PaddingMode.Zeros;

    /// <summary>The gradient of some output channels.</summary>
    /// <param name="gradient">[N, Cout, rows, columns], from the first of them on.</param>
    /// <param name="channels">How many.</param>
    /// <param name="chunk">The part that is copied.</param>
    /// <param name="lines">Receives their lines.</param>
    public void CopyGradients(float* gradient, long channels, LineChunk chunk, float* lines)
    {
        long image = _geometry.OutChannels * plan.OutPlane;
        gradient += chunk.FirstImage * image;
        ClearTails(channels, chunk, lines, plan.LineElements);
        if (plan.OutPlane == 1 && plan.IsDense)
        {
            Transpose.Run(gradient, image, chunk.Images, channels, lines, plan.LineElements);
            return;
        }

        for (long i = chunk.FirstImage; i < chunk.EndImage; i++, gradient += image, lines += plan.ImageElements)
        {
            PrefetchNext(i, gradient + image, channels * plan.OutPlane);
            CopyGradient(gradient, channels, chunk, lines);
        }
    }

    /// <summary>Some input channels.</summary>
    /// <param name="input">[N, Cin, H, W], from the first of them on.</param>
    /// <param name="channels">How many.</param>
    /// <param name="chunk">The part of the output that they are copied for.</param>
    /// <param name="lines">Receives their lines.</param>
    public void CopyInputs(float* input, long channels, LineChunk chunk, float* lines)
    {
        long image = _geometry.InChannels * _geometry.InPlane;
        input += chunk.FirstImage * image;
        ClearTails(channels * plan.Rows.Copies * plan.Columns.Copies, chunk, lines, plan.PlaneElements);
        if (_geometry.InPlane == 1 && plan.InputStep == 1 && plan.IsDense)
        {
            Transpose.Run(input, image, chunk.Images, channels, lines, plan.PlaneElements);
            return;
        }

        for (long i = chunk.FirstImage; i < chunk.EndImage; i++, input += image, lines += plan.ImageElements)
        {
            PrefetchNext(i, input + image, channels * _geometry.InPlane);
            CopyInput(input, channels, chunk, lines);
        }
    }

    /// <summary>What lies behind the last image, up to a whole vector.</summary>
    private void ClearTails(long count, LineChunk chunk, float* lines, long pitch)
    {
        if (!plan.IsDense)
            return;
        long used = chunk.Images * plan.OutPlane, rest = plan.SegmentLength(chunk) - used;
        for (long line = 0; rest > 0 && line < count; line++)
            Clear(lines + line * pitch + used, rest);
    }

    private void PrefetchNext(long image, float* next, long elements)
    {
        if (sizeof(float) * elements <= MostPrefetchedBytes && image + 1 < _geometry.Batch)
            Prefetch.ToSecondLevel((byte*)next, sizeof(float) * elements);
    }

    /// <summary>The gradient of some output channels, with zeros in all places of the lines that are no output.</summary>
    /// <param name="planes">[channels, rows, columns] of the whole output.</param>
    /// <param name="channels">How many.</param>
    /// <param name="chunk">The part that is copied.</param>
    /// <param name="lines">Receives a line each, <see cref="WeightGradientPlan.LineElements"/> apart.</param>
    private void CopyGradient(float* planes, long channels, LineChunk chunk, float* lines)
    {
        if (plan.Pitch == plan.Outputs.Width && chunk.Rows == plan.Outputs.Height)
        {
            CopyPlanes(planes, 1, channels, lines, plan.LineElements);
            return;
        }

        long pitch = plan.Pitch, width = plan.Outputs.Width, length = plan.LineLength(chunk.Rows, chunk.Columns);
        // Rows without a margin are one long row.
        (long rows, long columns) = pitch == width ? (1, chunk.Rows * width) : (chunk.Rows, chunk.Columns);
        for (long channel = 0; channel < channels; channel++, planes += plan.Outputs.Height * width, lines += plan.LineElements)
        {
            float* source = planes + chunk.FirstRow * width + chunk.FirstColumn;
            float* line = lines;
            for (long row = 1; row < rows; row++, source += width, line += pitch)
            {
                ShortCopy.Copy(source, line, (int)columns);
                Clear(line + columns, pitch - columns);
            }

            ShortCopy.Copy(source, line, (int)columns);
            Clear(line + columns, lines + length - (line + columns));
        }
    }

    /// <summary>Some input channels with their padding, as often as their taps need them.</summary>
    /// <param name="planes">[channels, H, W].</param>
    /// <param name="channels">How many.</param>
    /// <param name="chunk">The part of the output that they are copied for.</param>
    /// <param name="copies">Receives [channels, copies of rows, copies of columns, <see cref="WeightGradientPlan.PlaneElements"/>].</param>
    private void CopyInput(float* planes, long channels, LineChunk chunk, float* copies)
    {
        if (plan.InputStep > 0)
        {
            CopyPlanes(planes, plan.InputStep, channels, copies, plan.PlaneElements);
            return;
        }

        ConvGeometry g = _geometry;
        long slots = chunk.Rows + plan.Rows.Offsets, columns = chunk.Columns + plan.Columns.Offsets;
        long end = plan.LineLength(chunk.Rows, chunk.Columns) + plan.Reach;
        for (long channel = 0; channel < channels; channel++, planes += g.InPlane)
            for (int rowCopy = 0; rowCopy < plan.Rows.Copies; rowCopy++)
                for (int columnCopy = 0; columnCopy < plan.Columns.Copies; columnCopy++, copies += plan.PlaneElements)
                {
                    long column = plan.Columns.FirstOf(columnCopy) + chunk.FirstColumn * g.Stride.Width - g.PadLeft;
                    long row = plan.Rows.FirstOf(rowCopy) + chunk.FirstRow * g.Stride.Height - g.PadTop;
                    CopyRows(planes, row, column, slots, columns, copies);
                    float* last = copies + (slots - 1) * plan.Pitch + columns;
                    if (plan.Pitch > columns)
                        ClearMargins(copies, slots, columns);
                    Clear(last, copies + end - last);
                }
    }

    /// <summary>Whole planes, each of which is a line as it lies or at a stride; what the line has beyond it is zeros.</summary>
    private void CopyPlanes(float* planes, int step, long channels, float* lines, long pitch)
    {
        int length = (int)plan.OutPlane, tail = (int)plan.LineLength(plan.BlockRows, plan.BlockColumns) - length;
        for (; channels > 0; channels--, planes += (long)step * length, lines += pitch)
        {
            if (step == 1)
                ShortCopy.Copy(planes, lines, length);
            else
                ShortCopy.CopyStrided(planes, step, lines, length);
            Clear(lines + length, tail);
        }
    }

    private void CopyRows(float* plane, long row, long column, long slots, long columns, float* copy)
    {
        ConvGeometry g = _geometry;
        int step = g.Stride.Height;
        // Rows of the input itself lie at one distance, and there are more of them than of all others.
        long insideStart = _zeros ? FirstInside(row, step, slots) : slots, insideEnd = _zeros ? EndInside(row, g.InHeight, step, insideStart, slots) : slots;
        for (long slot = 0; slot < insideStart; slot++)
            CopyRow(plane, row + slot * step, column, columns, copy + slot * plan.Pitch);
        CopyInside(plane + (row + insideStart * step) * g.InWidth, column, insideEnd - insideStart, columns, copy + insideStart * plan.Pitch);
        for (long slot = insideEnd; slot < slots; slot++)
            CopyRow(plane, row + slot * step, column, columns, copy + slot * plan.Pitch);
    }

    /// <summary>The common case, a row in some ten cycles: with one output channel a group this is as much as the multiplications.</summary>
    private void CopyInside(float* input, long column, long rows, long columns, float* copy)
    {
        ConvGeometry g = _geometry;
        long pitch = plan.Pitch, width = g.InWidth;
        if (columns == width && pitch == width && column == 0 && g.Stride == 1)
        {
            ShortCopy.Copy(input, copy, (int)(rows * width));
            return;
        }

        int step = g.Stride.Width;
        long first = FirstInside(column, step, columns), end = EndInside(column, width, step, first, columns);
        for (input += column + first * step; rows > 0; rows--, input += g.Stride.Height * width, copy += pitch)
        {
            Clear(copy, first);
            if (step == 1)
                ShortCopy.Copy(input, copy + first, (int)(end - first));
            else
                ShortCopy.CopyStrided(input, step, copy + first, (int)(end - first));
            Clear(copy + end, columns - end);
        }
    }

    /// <summary>The first of some slots, a step of places apart from a place on, that is no place before 0.</summary>
    private static long FirstInside(long place, int step, long slots) => place >= 0 ? 0 : Math.Min(slots, (-place + step - 1) / step);

    /// <summary>The first of them that is a place behind the last; at least <paramref name="first"/>.</summary>
    private static long EndInside(long place, long places, int step, long first, long slots) =>
        place >= places ? first : Math.Clamp((places - 1 - place) / step + 1, first, slots);

    /// <summary>What lies between the rows of a last block of fewer columns: it is multiplied with zeros, and must be a number.</summary>
    private void ClearMargins(float* copy, long slots, long columns)
    {
        for (long slot = 1; slot < slots; slot++, copy += plan.Pitch)
            Clear(copy + columns, plan.Pitch - columns);
    }

    private void CopyRow(float* plane, long row, long column, long count, float* slot)
    {
        ConvGeometry g = _geometry;
        long source = SourceOf(row, g.InHeight, g.PadTop, g.PadBottom);
        if (source < 0)
        {
            Clear(slot, count);
            return;
        }

        float* from = plane + source * g.InWidth;
        int stride = g.Stride.Width;
        long first = FirstInside(column, stride, count), end = EndInside(column, g.InWidth, stride, first, count);
        CopyOutside(from, column, 0, first, slot);
        if (stride == 1)
            ShortCopy.Copy(from + column + first, slot + first, (int)(end - first));
        else
            ShortCopy.CopyStrided(from + column + first * stride, stride, slot + first, (int)(end - first));
        CopyOutside(from, column, end, count, slot);
    }

    private void CopyOutside(float* row, long column, long from, long to, float* slot)
    {
        ConvGeometry g = _geometry;
        if (_zeros)
        {
            Clear(slot + from, to - from);
            return;
        }

        for (long i = from; i < to; i++)
        {
            long source = SourceOf(column + i * g.Stride.Width, g.InWidth, g.PadLeft, g.PadRight);
            slot[i] = source < 0 ? 0f : row[source];
        }
    }

    /// <summary>Where a place takes its value from; negative for a zero, which places behind the padding are, too: no tap sees them.</summary>
    private long SourceOf(long place, int size, int before, int after) =>
        place < -before || place >= (long)size + after ? PaddingMap.Zero : PaddingMap.Source((int)place, size, _geometry.Options.PaddingMode);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Clear(float* from, long count)
    {
        for (long i = 0; i < count; i++)
            from[i] = 0f;
    }
}
