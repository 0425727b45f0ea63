namespace GroupConv.Memory;

/// <summary>Where two tensors share memory, writing one changes the other while it is still being read.</summary>
internal static unsafe class Overlap
{
    /// <summary>Whether the ranges share an address.</summary>
    public static bool Any(float* first, long firstLength, float* second, long secondLength) =>
        firstLength > 0 && secondLength > 0 && first < second + secondLength && second < first + firstLength;

    /// <exception cref="ArgumentException">The ranges share an address.</exception>
    public static void ThrowIfAny(string name, float* input, long inputLength, float* output, long outputLength, string outputName = "output")
    {
        if (Any(input, inputLength, output, outputLength))
            throw new ArgumentException($"{name} and {outputName} overlap: the {outputName} needs memory of its own", outputName);
    }
}
