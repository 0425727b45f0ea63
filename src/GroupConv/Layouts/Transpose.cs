using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GroupConv.Layouts;

/// <summary>Turns rows of floats into columns: eight by eight in registers, the rest one by one.</summary>
internal static unsafe class Transpose
{
    private const int Side = 8;

    /// <summary>target[column, row] = source[row, column].</summary>
    /// <param name="source">[rows, columns] with <paramref name="sourcePitch"/> floats from row to row.</param>
    /// <param name="sourcePitch">At least <paramref name="columns"/>.</param>
    /// <param name="rows">Rows of the source.</param>
    /// <param name="columns">Columns of the source.</param>
    /// <param name="target">[columns, rows] with <paramref name="targetPitch"/> floats from row to row; apart from the source.</param>
    /// <param name="targetPitch">At least <paramref name="rows"/>.</param>
    public static void Run(float* source, long sourcePitch, long rows, long columns, float* target, long targetPitch)
    {
        if (!Avx.IsSupported || rows < Side || columns < Side)
        {
            OneByOne(source, sourcePitch, rows, columns, target, targetPitch);
            return;
        }

        // The last square of a row or column overlaps the one before it instead of leaving a rest.
        for (long column = 0; ; column = Math.Min(column + Side, columns - Side))
        {
            for (long row = 0; ; row = Math.Min(row + Side, rows - Side))
            {
                Square(source + row * sourcePitch + column, sourcePitch, target + column * targetPitch + row, targetPitch);
                if (row == rows - Side)
                    break;
            }

            if (column == columns - Side)
                break;
        }
    }

    private static void OneByOne(float* source, long sourcePitch, long rows, long columns, float* target, long targetPitch)
    {
        for (long column = 0; column < columns; column++)
            for (long row = 0; row < rows; row++)
                target[column * targetPitch + row] = source[row * sourcePitch + column];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square(float* source, long sourcePitch, float* target, long targetPitch)
    {
        float* lower = source + 4 * sourcePitch;
        Vector256<float> r0 = Vector256.Load(source), r1 = Vector256.Load(source + sourcePitch);
        Vector256<float> r2 = Vector256.Load(source + 2 * sourcePitch), r3 = Vector256.Load(source + 3 * sourcePitch);
        Vector256<float> r4 = Vector256.Load(lower), r5 = Vector256.Load(lower + sourcePitch);
        Vector256<float> r6 = Vector256.Load(lower + 2 * sourcePitch), r7 = Vector256.Load(lower + 3 * sourcePitch);

        // Pairs of rows, then fours within each half, then the halves.
        Vector256<float> p0 = Avx.UnpackLow(r0, r1), p1 = Avx.UnpackHigh(r0, r1), p2 = Avx.UnpackLow(r2, r3), p3 = Avx.UnpackHigh(r2, r3);
        Vector256<float> p4 = Avx.UnpackLow(r4, r5), p5 = Avx.UnpackHigh(r4, r5), p6 = Avx.UnpackLow(r6, r7), p7 = Avx.UnpackHigh(r6, r7);
        r0 = Avx.Shuffle(p0, p2, 0b01_00_01_00);
        r1 = Avx.Shuffle(p0, p2, 0b11_10_11_10);
        r2 = Avx.Shuffle(p1, p3, 0b01_00_01_00);
        r3 = Avx.Shuffle(p1, p3, 0b11_10_11_10);
        r4 = Avx.Shuffle(p4, p6, 0b01_00_01_00);
        r5 = Avx.Shuffle(p4, p6, 0b11_10_11_10);
        r6 = Avx.Shuffle(p5, p7, 0b01_00_01_00);
        r7 = Avx.Shuffle(p5, p7, 0b11_10_11_10);

        lower = target + 4 * targetPitch;
        Avx.Permute2x128(r0, r4, 0x20).Store(target);
        Avx.Permute2x128(r1, r5, 0x20).Store(target + targetPitch);
        Avx.Permute2x128(r2, r6, 0x20).Store(target + 2 * targetPitch);
        Avx.Permute2x128(r3, r7, 0x20).Store(target + 3 * targetPitch);
        Avx.Permute2x128(r0, r4, 0x31).Store(lower);
        Avx.Permute2x128(r1, r5, 0x31).Store(lower + targetPitch);
        Avx.Permute2x128(r2, r6, 0x31).Store(lower + 2 * targetPitch);
        Avx.Permute2x128(r3, r7, 0x31).Store(lower + 3 * targetPitch);
    }
}
