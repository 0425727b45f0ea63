using System.Buffers;
using System.Runtime.InteropServices;

namespace GroupConv.Onnx.Reading;

/// <summary>
/// Bytes as the floats that they are, little-endian, without a copy. They may begin at any address, which processors of today read as well.
/// </summary>
internal sealed unsafe class FloatsOfBytes(ReadOnlyMemory<byte> bytes) : MemoryManager<float>
{
    // The type has only writable memory to give; nobody but the caller sees it, as ReadOnlyMemory.
    private readonly Memory<byte> _bytes = MemoryMarshal.AsMemory(bytes);

    /// <summary>The bytes as floats; a rest of less than four is left out.</summary>
    public static ReadOnlyMemory<float> Of(ReadOnlyMemory<byte> bytes) => new FloatsOfBytes(bytes).Memory;

    public override Span<float> GetSpan() => MemoryMarshal.Cast<byte, float>(_bytes.Span);

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_bytes.Length / sizeof(float), nameof(elementIndex));
        return _bytes[(elementIndex * sizeof(float))..].Pin();
    }

    /// <summary>Each pin has a handle of its own, which lets go.</summary>
    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
