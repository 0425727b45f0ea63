using static GroupConv.Planning.UnitSizes;

namespace GroupConv.Gradients;

/// <summary>
/// One axis of the gradient of a strided convolution's input: the places of the padded input that are equal modulo the stride, and the
/// taps that reach them. Together these are a convolution of the output's gradient with stride 1.
/// </summary>
/// <param name="FirstTap">The first tap of the kernel that reaches these places.</param>
/// <param name="TapStep">From one such tap to the next: stride / gcd(stride, dilation).</param>
/// <param name="Taps">How many there are, at least 1.</param>
/// <param name="Dilation">Distance of their neighbours in the output's gradient: dilation / gcd(stride, dilation).</param>
/// <param name="Before">Zeros before the output's gradient; where negative, what is cut off it.</param>
/// <param name="After">Zeros behind it; likewise.</param>
/// <param name="FirstTarget">The first of the places, counted from the first element of the gradient that is wanted.</param>
/// <param name="Count">How many places there are.</param>
internal readonly record struct AxisPhase(int FirstTap, int TapStep, int Taps, int Dilation, int Before, int After, int FirstTarget, int Count)
{
    /// <summary>Elements cut off the output's gradient in front.</summary>
    public int CutBefore => Math.Max(0, -Before);

    /// <summary>Elements cut off it at its end.</summary>
    public int CutAfter => Math.Max(0, -After);

    /// <summary>
    /// The phases of an axis that have taps and places. With stride s, dilation d and padding p, element i of the input gets tap k of
    /// output o where o * s + k * d = i + p; for i + p = r + s * t that is o = t + (r - k * d) / s, for the taps with k * d = r modulo s.
    /// </summary>
    /// <param name="kernel">Taps of the kernel.</param>
    /// <param name="stride">Its step.</param>
    /// <param name="dilation">Distance of its taps.</param>
    /// <param name="padding">Elements before the input, or 0 where the gradient of the padded input is wanted.</param>
    /// <param name="size">Elements of the gradient that is wanted.</param>
    /// <param name="outputs">Elements of the output's gradient.</param>
    public static IEnumerable<AxisPhase> Of(int kernel, int stride, int dilation, int padding, int size, int outputs)
    {
        var divisor = (int)Gcd(stride, dilation);
        int step = stride / divisor;
        for (int firstTap = 0; firstTap < Math.Min(kernel, step); firstTap++)
        {
            long reach = (long)firstTap * dilation;
            int residue = (int)(reach % stride);
            long firstTurn = residue >= padding ? 0 : ((long)padding - residue + stride - 1) / stride;
            long firstTarget = residue + stride * firstTurn - padding;
            if (firstTarget >= size)
                continue;
            int count = (int)((size - 1 - firstTarget) / stride + 1);
            int taps = (kernel - 1 - firstTap) / step + 1;
            int apart = taps == 1 ? 1 : dilation / divisor;
            long span = (long)(taps - 1) * apart;
            long before = span + (reach - residue) / stride - firstTurn;
            long after = count + span - before - outputs;
            yield return checked(new AxisPhase(firstTap, step, taps, apart, (int)before, (int)after, (int)firstTarget, count));
        }
    }
}
