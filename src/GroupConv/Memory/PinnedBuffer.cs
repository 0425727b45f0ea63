using System.Runtime.CompilerServices;

namespace GroupConv.Memory;

/// <summary>
/// Floats at an address that does not move and starts a cache line. The array is managed, so the garbage collector frees it; whoever
/// uses <see cref="Pointer"/> keeps the buffer reachable meanwhile.
/// </summary>
internal sealed unsafe class PinnedBuffer
{
    private const int CacheLineFloats = 64 / sizeof(float);
    private readonly float[] _array;

    /// <param name="length">Floats; their values are whatever the memory held.</param>
    /// <exception cref="NotSupportedException">More than one array can hold (2^31 elements, 8 GiB).</exception>
    public PinnedBuffer(long length)
    {
        if (length > MaxLength)
            throw new NotSupportedException($"a buffer of {length} floats is over {MaxLength}, the most that one managed array holds");
        _array = GC.AllocateUninitializedArray<float>((int)length + CacheLineFloats, pinned: true);
        var address = (nuint)Unsafe.AsPointer(ref _array[0]);
        Pointer = (float*)((address + 63) & ~(nuint)63);
        Length = length;
    }

    /// <summary>The most floats a buffer can have.</summary>
    public static long MaxLength => Array.MaxLength - CacheLineFloats;

    public float* Pointer { get; }

    public long Length { get; }

    public Span<float> Span => new(Pointer, (int)Length);
}
