using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
                    Copy(source + run.Source, panel + run.Column, run.Length);
                else
                    CopyStrided(source + run.Source, stride, panel + run.Column, run.Length);
            }

            for (int column = used; column < columns; column++)
                panel[column] = 0f;
            panel += columns;
        }
    }

    // Runs are a few vectors long at most, too short for the call of a general copy. The last vector overlaps the one before it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(float* source, float* destination, int length)
    {
        if (length >= Vector256<float>.Count)
        {
            int last = length - Vector256<float>.Count;
            for (int i = 0; i < last; i += Vector256<float>.Count)
                Vector256.Load(source + i).Store(destination + i);
            Vector256.Load(source + last).Store(destination + last);
        }
        else if (length >= Vector128<float>.Count)
        {
            int last = length - Vector128<float>.Count;
            Vector128.Load(source).Store(destination);
            Vector128.Load(source + last).Store(destination + last);
        }
        else
        {
            CopyStrided(source, 1, destination, length);
        }
    }

    private static void CopyStrided(float* source, int stride, float* destination, int length)
    {
        for (int i = 0; i < length; i++, source += stride)
            destination[i] = *source;
    }
}
