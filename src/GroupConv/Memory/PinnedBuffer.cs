namespace GroupConv.Memory;

/// <summary>
/// Floats at an address that does not move and starts a cache line. The memory is managed, so the garbage collector frees it; whoever
/// uses <see cref="Pointer"/> keeps the buffer reachable meanwhile.
/// </summary>
internal sealed unsafe class PinnedBuffer
{
    private readonly object _owner;

    /// <param name="length">Floats; their values are whatever the memory held.</param>
    /// <exception cref="NotSupportedException">More than one array can hold (2^31 elements, 8 GiB).</exception>
    public PinnedBuffer(long length)
    {
        if (length > MaxLength)
            throw new NotSupportedException($"a buffer of {length} floats is over {MaxLength}, the most that one managed array holds");
        Pointer = PinnedMemory.Allocate<float>(length, out _owner);
        Length = length;
    }

    /// <summary>The most floats a buffer can have.</summary>
    public static long MaxLength => PinnedMemory.MaxLength<float>();

    public float* Pointer { get; }

    public long Length { get; }

    public Span<float> Span => new(Pointer, (int)Length);
}
