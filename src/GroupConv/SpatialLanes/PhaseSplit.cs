using System.Runtime.Intrinsics;
using GroupConv.Memory;

namespace GroupConv.SpatialLanes;

/// <summary>
/// Deals the columns of a row out to as many phases as the stride has steps: 0, s, 2s, ...; 1, s + 1, ... Neighbouring outputs of a
/// strided convolution then read neighbouring floats.
/// </summary>
internal static unsafe class PhaseSplit
{
    /// <param name="row">The row with its padding.</param>
    /// <param name="width">Its floats.</param>
    /// <param name="stride">2 or more.</param>
    /// <param name="phases">Receives [stride, phaseWidth].</param>
    /// <param name="phaseWidth">ceil(width / stride).</param>
    public static void Row(float* row, int width, int stride, float* phases, int phaseWidth)
    {
        int column = stride == 2 ? Pairs(row, width, phases, phases + phaseWidth) : 0;
        for (int phase = 0; phase < stride && column + phase < width; phase++)
        {
            int length = (width - column - phase + stride - 1) / stride;
            ShortCopy.CopyStrided(row + column + phase, stride, phases + phase * phaseWidth + column / stride, length);
        }
    }

    /// <summary>Stride 2, eight columns at a time.</summary>
    /// <returns>Columns that are done.</returns>
    private static int Pairs(float* row, int width, float* even, float* odd)
    {
        if (!Vector256.IsHardwareAccelerated)
            return 0;
        int column = 0;
        for (; column + Vector256<float>.Count <= width; column += Vector256<float>.Count)
        {
            Vector256<float> dealt = Vector256.Shuffle(Vector256.Load(row + column), Vector256.Create(0, 2, 4, 6, 1, 3, 5, 7));
            dealt.GetLower().Store(even + column / 2);
            dealt.GetUpper().Store(odd + column / 2);
        }

        return column;
    }
}
