using System.Runtime.Intrinsics;
using GroupConv.Memory;
using GroupConv.Vectors;

namespace GroupConv.Padded;

/// <summary>
/// Deals the columns of a padded row out to as many phases as the stride has steps: 0, s, 2s, ...; 1, s + 1, ... Neighbouring outputs of
/// a strided convolution then read neighbouring floats.
/// </summary>
internal static unsafe class PhaseSplit
{
    /// <summary>Any row, any stride.</summary>
    /// <param name="row">The row with its padding.</param>
    /// <param name="width">Its floats.</param>
    /// <param name="stride">2 or more.</param>
    /// <param name="phases">Receives [stride, phaseWidth].</param>
    /// <param name="phaseWidth">ceil(width / stride).</param>
    public static void Row(float* row, int width, int stride, float* phases, int phaseWidth)
    {
        for (int phase = 0; phase < stride && phase < width; phase++)
            ShortCopy.CopyStrided(row + phase, stride, phases + phase * phaseWidth, (width - phase + stride - 1) / stride);
    }

    /// <summary>Stride 2 and zeros around: from the input itself, sixteen or eight columns at a time.</summary>
    /// <param name="input">The row without its padding.</param>
    /// <param name="width">Its floats.</param>
    /// <param name="left">Zeros before it.</param>
    /// <param name="right">Zeros behind it.</param>
    /// <param name="phases">Receives [2, phaseWidth].</param>
    /// <param name="phaseWidth">ceil((left + width + right) / 2).</param>
    public static void ZeroPaddedPairs(float* input, int width, int left, int right, float* phases, int phaseWidth)
    {
        for (int column = 0; column < left; column++)
            phases[(column & 1) * phaseWidth + column / 2] = 0f;

        // Where the input's columns 0 and 1 go; those two further on go one place further.
        float* evens = phases + (left & 1) * phaseWidth + left / 2;
        float* odds = phases + (~left & 1) * phaseWidth + (left + 1) / 2;
        int done = 0;
        int step = 2 * (width >= 2 * Vector256<float>.Count ? Vector256<float>.Count : Vector128<float>.Count);
        if (width >= step && Vector128.IsHardwareAccelerated)
        {
            for (; done + step <= width; done += step)
                Deal(input + done, step, evens + done / 2, odds + done / 2);
            // A last step that overlaps the one before it, from an even column on.
            int last = (width - step) & ~1;
            Deal(input + last, step, evens + last / 2, odds + last / 2);
            done = last + step;
        }

        for (; done < width; done++)
            ((done & 1) == 0 ? evens : odds)[done / 2] = input[done];
        for (int column = left + width; column < left + width + right; column++)
            phases[(column & 1) * phaseWidth + column / 2] = 0f;
    }

    private static void Deal(float* input, int columns, float* evens, float* odds)
    {
        if (columns == 2 * Vector256<float>.Count)
        {
            Vector256<float> low = Vector256.Load(input), high = Vector256.Load(input + Vector256<float>.Count);
            Lanes256.Undeal(Lanes256.Evens(low, high)).Store(evens);
            Lanes256.Undeal(Lanes256.Odds(low, high)).Store(odds);
        }
        else
        {
            Vector128<float> low = Vector128.Load(input), high = Vector128.Load(input + Vector128<float>.Count);
            Lanes128.Evens(low, high).Store(evens);
            Lanes128.Odds(low, high).Store(odds);
        }
    }
}
