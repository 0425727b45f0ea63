namespace GroupConv.Im2colGemm;

/// <summary>Neighbouring positions of one column panel whose inputs are evenly spaced in the padded plane.</summary>
/// <param name="Column">The first position within the panel.</param>
/// <param name="Source">Where its first tap lies, in floats from the start of the padded plane.</param>
/// <param name="Length">Positions.</param>
internal readonly record struct ColumnRun(int Column, int Length, long Source);

/// <summary>
/// What the packing of columns needs to know of a geometry, worked out once: the runs of every panel, and the offset of every tap. Output
/// position p reads tap k at Source(p) + offset(k), whatever p and k are: that is what the padded copy is for.
/// </summary>
internal sealed class ColumnRuns
{
    private readonly int[] _firstOfPanel;
    private readonly ColumnRun[] _runs;

    public ColumnRuns(ConvGeometry geometry, int panelColumns)
    {
        var runs = new List<ColumnRun>();
        var first = new List<int>();
        for (long start = 0; start < geometry.OutPlane; start += panelColumns)
        {
            first.Add(runs.Count);
            AddPanel(runs, geometry, start, Math.Min(start + panelColumns, geometry.OutPlane));
        }

        first.Add(runs.Count);
        _runs = [.. runs];
        _firstOfPanel = [.. first];
        TapOffsets = OffsetsOf(geometry);
    }

    /// <summary>[Taps], in the order of the weights: input channel, kernel row, kernel column.</summary>
    public long[] TapOffsets { get; }

    public ReadOnlySpan<ColumnRun> Panel(long panel) => _runs.AsSpan(_firstOfPanel[panel].._firstOfPanel[panel + 1]);

    private static void AddPanel(List<ColumnRun> runs, ConvGeometry g, long start, long end)
    {
        int step = g.Step.Width;
        int panelFirstRun = runs.Count;
        for (long position = start; position < end;)
        {
            (long row, long column) = Math.DivRem(position, g.OutWidth);
            var length = (int)Math.Min(end - position, g.OutWidth - column);
            long source = row * g.Step.Height * g.PaddedWidth + column * step;
            // Where output rows follow each other without a gap, as in a 1x1 convolution, so do their runs.
            if (runs.Count > panelFirstRun && runs[^1].Source + (long)runs[^1].Length * step == source)
                runs[^1] = runs[^1] with { Length = runs[^1].Length + length };
            else
                runs.Add(new ColumnRun((int)(position - start), length, source));
            position += length;
        }
    }

    private static long[] OffsetsOf(ConvGeometry g)
    {
        var offsets = new long[g.Taps];
        int tap = 0;
        for (int channel = 0; channel < g.InChannelsPerGroup; channel++)
            for (int row = 0; row < g.Kernel.Height; row++)
                for (int column = 0; column < g.Kernel.Width; column++)
                    offsets[tap++] = channel * g.PaddedPlane + (long)row * g.Dilation.Height * g.PaddedWidth + (long)column * g.Dilation.Width;
        return offsets;
    }
}
