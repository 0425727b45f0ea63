namespace GroupConv.Memory;

/// <summary>A table of offsets that kernels read, where it does not move. Whoever uses <see cref="Pointer"/> keeps the table reachable meanwhile.</summary>
internal sealed unsafe class PinnedTable
{
    private readonly object _owner;

    /// <param name="length">Offsets, at most <see cref="MaxLength"/>; their values are whatever the memory held.</param>
    public PinnedTable(int length)
    {
        Pointer = PinnedMemory.Allocate<long>(length, out _owner);
        Length = length;
    }

    /// <summary>The most offsets a table can have.</summary>
    public static int MaxLength => (int)PinnedMemory.MaxLength<long>();

    public long* Pointer { get; }

    public int Length { get; }

    public Span<long> Span => new(Pointer, Length);
}
