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
internal sealed unsafe class GuardedHeap : IDisposable
{
    // Addresses only: a page takes memory when it is opened.
    private const int Reserved = 1 << 30;
    private static readonly nint Page = Environment.SystemPageSize;

    private readonly GuardedEnd _end;
    private readonly nint _start;
    private nint _next;

    public GuardedHeap(GuardedEnd end)
    {
        _end = end;
        _start = SystemMemory.ReserveClosed(Reserved);
        _next = _start + Page;
    }

    public nint Allocate(long bytes) => Open(bytes).Address;

    public float* AllocateFloats(long length) => (float*)Allocate(length * sizeof(float));

    /// <summary>A copy that nobody may write; null of nothing, as for a residual that there is none of.</summary>
    public float* ReadOnlyCopy(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty)
            return null;
        (nint address, nint pages, nint pageBytes) = Open(values.Length * sizeof(float));
        values.CopyTo(new Span<float>((void*)address, values.Length));
        SystemMemory.MakeReadOnly(pages, pageBytes);
        return (float*)address;
    }

    public void Dispose() => SystemMemory.Release(_start, Reserved);

    /// <summary>Opens as many pages as are needed, and leaves the one behind them closed.</summary>
    private (nint Address, nint Pages, nint PageBytes) Open(long bytes)
    {
        nint pages = _next, pageBytes = ((nint)bytes + Page - 1) / Page * Page;
        _next += pageBytes + Page;
        if (_next > _start + Reserved)
            throw new InvalidOperationException($"there is no room for {bytes} bytes more");
        SystemMemory.Open(pages, pageBytes);
        nint address = _end == GuardedEnd.First ? pages : pages + pageBytes - (nint)bytes;
        MemoryMarshal.Cast<byte, float>(new Span<byte>((void*)address, checked((int)bytes))).Fill(float.NaN);
        return (address, pages, pageBytes);
    }
}
