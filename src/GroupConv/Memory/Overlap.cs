namespace GroupConv.Memory;

/// <summary>Where two tensors share memory, writing one changes the other while it is still being read.</summary>
internal static unsafe class Overlap
{
    /// <exception cref="ArgumentException">The ranges share an address.</exception>
    public static void ThrowIfAny(string name, float* input, long inputLength, float* output, long outputLength, string outputName = "output")
    {
        if (inputLength > 0 && outputLength > 0 && input < output + outputLength && output < input + inputLength)
            throw new ArgumentException($"{name} and {outputName} overlap: the {outputName} needs memory of its own", outputName);
    }
}
