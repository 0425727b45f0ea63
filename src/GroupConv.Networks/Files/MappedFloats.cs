using System.Buffers;

namespace GroupConv.Networks;

/// <summary>Floats in a mapped file, as memory that keeps it mapped. They must not be written.</summary>
/// <param name="file">The file.</param>
/// <param name="start">The first of them.</param>
/// <param name="count">How many.</param>
internal sealed unsafe class MappedFloats(MappedFile file, float* start, int count) : MemoryManager<float>
{
    // Whoever holds this holds the mapping.
    private readonly MappedFile _file = file;

    public override Span<float> GetSpan()
    {
        var span = new Span<float>(start, count);
        GC.KeepAlive(_file);
        return span;
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)count, nameof(elementIndex));
        return new MemoryHandle(start + elementIndex, pinnable: this);
    }

    public override void Unpin()
    {
        // Mapped memory does not move.
    }

    protected override void Dispose(bool disposing)
    {
        // The file's finalizer unmaps it, when no part of it is in use.
    }
}
