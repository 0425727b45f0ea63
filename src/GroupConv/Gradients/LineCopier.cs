using GroupConv.Layouts;
using GroupConv.Memory;

namespace GroupConv.Gradients;

/// <summary>Copies a chunk's gradients and inputs to lines.</summary>
internal sealed unsafe class LineCopier(WeightGradientPlan plan)
{
    // Planes this short lie far apart from image to image, so that the processor does not see them coming.
    private const long MostPrefetchedBytes = 4 * 1024;

    private readonly ConvGeometry _geometry = plan.Geometry;
    private readonly LineShape _shape = plan.Shape;
    private readonly InputRowCopier _inputRows = new(plan.Geometry, plan.Shape.Pitch);

    /// <summary>The gradient of some output channels.</summary>
    /// <param name="gradient">[N, Cout, rows, columns], from the first of them on.</param>
    /// <param name="channels">How many.</param>
    /// <param name="chunk">The part that is copied.</param>
    /// <param name="lines">Receives their lines.</param>
    public void CopyGradients(float* gradient, long channels, LineChunk chunk, float* lines)
    {
        long image = _geometry.OutChannels * _shape.OutPlane;
        gradient += chunk.FirstImage * image;
        ClearTails(channels, chunk, lines, plan.LineElements);
        if (_shape.OutPlane == 1 && _shape.IsDense)
        {
            Transpose.Run(gradient, image, chunk.Images, channels, lines, plan.LineElements);
            return;
        }

        for (long i = chunk.FirstImage; i < chunk.EndImage; i++, gradient += image, lines += plan.ImageElements)
        {
            PrefetchNext(i, gradient + image, channels * _shape.OutPlane);
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
        ClearTails(channels * _shape.CopiesOfChannel, chunk, lines, plan.PlaneElements);
        if (_geometry.InPlane == 1 && _shape.InputStep == 1 && _shape.IsDense)
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
        if (!_shape.IsDense)
            return;
        long used = chunk.Images * _shape.OutPlane, rest = _shape.SegmentLength(chunk) - used;
        for (long line = 0; rest > 0 && line < count; line++)
            ShortCopy.Clear(lines + line * pitch + used, rest);
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
        if (_shape.Pitch == _shape.Outputs.Width && chunk.Rows == _shape.Outputs.Height)
        {
            CopyPlanes(planes, 1, channels, lines, plan.LineElements);
            return;
        }

        long pitch = _shape.Pitch, width = _shape.Outputs.Width, length = _shape.LineLength(chunk.Rows, chunk.Columns);
        // Rows without a margin are one long row.
        (long rows, long columns) = pitch == width ? (1, chunk.Rows * width) : (chunk.Rows, chunk.Columns);
        for (long channel = 0; channel < channels; channel++, planes += _shape.Outputs.Height * width, lines += plan.LineElements)
        {
            float* source = planes + chunk.FirstRow * width + chunk.FirstColumn;
            float* line = lines;
            for (long row = 1; row < rows; row++, source += width, line += pitch)
            {
                ShortCopy.Copy(source, line, (int)columns);
                ShortCopy.Clear(line + columns, pitch - columns);
            }

            ShortCopy.Copy(source, line, (int)columns);
            ShortCopy.Clear(line + columns, lines + length - (line + columns));
        }
    }

    /// <summary>Some input channels with their padding, as often as their taps need them.</summary>
    /// <param name="planes">[channels, H, W].</param>
    /// <param name="channels">How many.</param>
    /// <param name="chunk">The part of the output that they are copied for.</param>
    /// <param name="copies">Receives [channels, copies of rows, copies of columns, <see cref="WeightGradientPlan.PlaneElements"/>].</param>
    private void CopyInput(float* planes, long channels, LineChunk chunk, float* copies)
    {
        if (_shape.InputStep > 0)
        {
            CopyPlanes(planes, _shape.InputStep, channels, copies, plan.PlaneElements);
            return;
        }

        ConvGeometry g = _geometry;
        long slots = chunk.Rows + _shape.Rows.Offsets, columns = chunk.Columns + _shape.Columns.Offsets;
        long end = _shape.LineLength(chunk.Rows, chunk.Columns) + _shape.Reach;
        for (long channel = 0; channel < channels; channel++, planes += g.InPlane)
            for (int rowCopy = 0; rowCopy < _shape.Rows.Copies; rowCopy++)
                for (int columnCopy = 0; columnCopy < _shape.Columns.Copies; columnCopy++, copies += plan.PlaneElements)
                {
                    long column = _shape.Columns.FirstOf(columnCopy) + chunk.FirstColumn * g.Step.Width - g.PadLeft;
                    long row = _shape.Rows.FirstOf(rowCopy) + chunk.FirstRow * g.Step.Height - g.PadTop;
                    _inputRows.Copy(planes, row, column, slots, columns, copies);
                    float* last = copies + (slots - 1) * _shape.Pitch + columns;
                    ShortCopy.Clear(last, copies + end - last);
                }
    }

    /// <summary>Whole planes, each of which is a line as it lies or at a stride; what the line has beyond it is zeros.</summary>
    private void CopyPlanes(float* planes, int step, long channels, float* lines, long pitch)
    {
        int length = (int)_shape.OutPlane, tail = (int)_shape.LineLength(_shape.BlockRows, _shape.BlockColumns) - length;
        for (; channels > 0; channels--, planes += (long)step * length, lines += pitch)
        {
            ShortCopy.Copy(planes, step, lines, length);
            ShortCopy.Clear(lines + length, tail);
        }
    }
}
