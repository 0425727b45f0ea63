using GroupConv.Memory;

namespace GroupConv.Im2colGemm;

/// <summary>Im2col, a panel at a time: gathers [depth, columns] so that the tile reads it from front to back.</summary>
internal static unsafe class ColumnPacker
{
    /// <param name="group">The group's first padded plane.</param>
    /// <param name="runs">The panel's runs.</param>
    /// <param name="offsets">Offsets of the block's taps.</param>
    /// <param name="stride">The stride along a row.</param>
    /// <param name="panel">Receives [taps, columns].</param>
    /// <param name="columns">Positions in a panel; those behind the plane's end become zeros.</param>
    public static void Pack(float* group, ReadOnlySpan<ColumnRun> runs, ReadOnlySpan<long> offsets, int stride, float* panel, int columns)
    {
        int used = runs[^1].Column + runs[^1].Length;
        foreach (long offset in offsets)
        {
            float* source = group + offset;
            foreach (ref readonly ColumnRun run in runs)
            {
                if (stride == 1)
                    ShortCopy.Copy(source + run.Source, panel + run.Column, run.Length);
                else
                    ShortCopy.CopyStrided(source + run.Source, stride, panel + run.Column, run.Length);
            }

            for (int column = used; column < columns; column++)
                panel[column] = 0f;
            panel += columns;
        }
    }
}
