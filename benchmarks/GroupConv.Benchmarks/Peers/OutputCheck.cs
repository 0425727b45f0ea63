using System.Globalization;

namespace GroupConv.Benchmarks.Peers;

/// <summary>Whether a peer computed what we computed: a benchmark of something else is worth nothing.</summary>
internal static class OutputCheck
{
    // Both sum in float32, each in its own order: some 1e-6 of the largest output. A wrong pad, group or layout is far over this.
    private const double Tolerance = 1e-4;

    /// <returns>What differs, in words; null if all is well.</returns>
    public static string? Difference(ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs)
    {
        double scale = 0;
        foreach (float value in ours)
            scale = Math.Max(scale, Math.Abs(value));
        for (int i = 0; i < ours.Length; i++)
        {
            // Written so that a NaN is a difference.
            if (!(Math.Abs((double)ours[i] - theirs[i]) <= Tolerance * scale))
                return string.Create(CultureInfo.InvariantCulture, $"output {i} of {ours.Length} is {theirs[i]}, but ours is {ours[i]}");
        }

        return null;
    }
}
