using GroupConv.Memory;

namespace GroupConv.Gradients;

/// <summary>Of the four tensors of the weights' gradient those that are written share no memory with any other.</summary>
internal static unsafe class GradientOverlap
{
    /// <exception cref="ArgumentException">Two of them share an address.</exception>
    public static void ThrowIfAny(MemoryRange input, MemoryRange outputGradient, MemoryRange weightGradient, MemoryRange biasGradient)
    {
        Throw("input", input, "weightGradient", weightGradient);
        Throw("input", input, "biasGradient", biasGradient);
        Throw("outputGradient", outputGradient, "weightGradient", weightGradient);
        Throw("outputGradient", outputGradient, "biasGradient", biasGradient);
        Throw("weightGradient", weightGradient, "biasGradient", biasGradient);
    }

    private static void Throw(string name, MemoryRange read, string writtenName, MemoryRange written) =>
        Overlap.ThrowIfAny(name, read.Start, read.Length, written.Start, written.Length, writtenName);
}

/// <summary>A tensor's floats.</summary>
internal readonly unsafe struct MemoryRange(float* start, long length)
{
    public float* Start => start;

    public long Length => length;
}
