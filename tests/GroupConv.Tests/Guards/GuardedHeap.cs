using System.Runtime.InteropServices;

namespace GroupConv.Tests.Guards;

/// <summary>Which end of every buffer lies directly against a page that nobody may touch.</summary>
internal enum GuardedEnd
{
    First,
    Last,
}

/// <summary>
/// Memory of which one float too far ends the process. What is new holds NaN, so that whatever was never written shows in a result, and in
/// a table of addresses leads nowhere.
/// </summary>
internal sealed unsafe class GuardedHeap(GuardedEnd end) : IDisposable
{
    private readonly List<(nint Address, nint Bytes)> _mappings = [];

    public nint Allocate(long bytes) => Place(bytes).Address;

    public float* AllocateFloats(long length) => (float*)Allocate(length * sizeof(float));

    /// <summary>A copy that nobody may write; null of nothing, as for a residual that there is none of.</summary>
    public float* ReadOnlyCopy(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty)
            return null;
        (nint address, nint pages, nint pageBytes) = Place(values.Length * sizeof(float));
        values.CopyTo(new Span<float>((void*)address, values.Length));
        SystemMemory.MakeReadOnly(pages, pageBytes);
        return (float*)address;
    }

    public void Dispose()
    {
        foreach ((nint address, nint bytes) in _mappings)
            SystemMemory.Release(address, bytes);
        _mappings.Clear();
    }

    private (nint Address, nint Pages, nint PageBytes) Place(long bytes)
    {
        nint page = Environment.SystemPageSize;
        nint opened = ((nint)bytes + page - 1) / page * page;
        nint start = SystemMemory.ReserveClosed(opened + 2 * page);
        _mappings.Add((start, opened + 2 * page));
        nint pages = start + page;
        SystemMemory.Open(pages, opened);
        nint address = end == GuardedEnd.First ? pages : pages + opened - (nint)bytes;
        MemoryMarshal.Cast<byte, float>(new Span<byte>((void*)address, checked((int)bytes))).Fill(float.NaN);
        return (address, pages, opened);
    }
}
