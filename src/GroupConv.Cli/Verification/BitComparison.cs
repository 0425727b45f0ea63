using System.Globalization;

namespace GroupConv.Cli.Verification;

/// <summary>
/// How two runs of floats differ, bit for bit: -0 is not 0. Only NaNs are all alike, since which NaN it is depends on the processor.
/// </summary>
/// <param name="Count">How many were compared.</param>
/// <param name="Differing">How many of them differ.</param>
/// <param name="FirstIndex">The first that does, or -1.</param>
/// <param name="Expected">What should be there.</param>
/// <param name="Actual">What is.</param>
internal readonly record struct BitComparison(int Count, int Differing, int FirstIndex, float Expected, float Actual)
{
    public bool Same => Differing == 0;

    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static BitComparison Compare(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        if (expected.Length != actual.Length)
            throw new ArgumentException($"{expected.Length} values cannot be compared with {actual.Length}");
        int differing = 0;
        int first = -1;
        for (int i = 0; i < expected.Length; i++)
        {
            if (Differ(expected[i], actual[i]) && differing++ == 0)
                first = i;
        }

        return first < 0 ? new(expected.Length, 0, -1, 0, 0) : new(expected.Length, differing, first, expected[first], actual[first]);
    }

    /// <summary>The count, the first place, and both values with their bits.</summary>
    /// <param name="shape">[N, C, H, W], to name the place.</param>
    public string Describe(params ReadOnlySpan<int> shape)
    {
        if (Same)
            return $"all {Count} values are the same";
        return $"{Differing} of {Count} values differ, the first at {Place(shape)}: expected {Text(Expected)}, but got {Text(Actual)}";
    }

    private string Place(ReadOnlySpan<int> shape)
    {
        var place = new int[shape.Length];
        int rest = FirstIndex;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
            (rest, place[axis]) = Math.DivRem(rest, shape[axis]);
        return $"[{string.Join(", ", place)}]";
    }

    private static bool Differ(float expected, float actual) =>
        BitConverter.SingleToInt32Bits(expected) != BitConverter.SingleToInt32Bits(actual) && !(float.IsNaN(expected) && float.IsNaN(actual));

    private static string Text(float value) =>
        string.Create(CultureInfo.InvariantCulture, $"{value:R} (0x{BitConverter.SingleToUInt32Bits(value):X8})");
}
