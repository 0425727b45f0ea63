using System.Buffers;

namespace GroupConv.Tests.Callers;

/// <summary>Memory that counts how often it is pinned and let go.</summary>
internal sealed unsafe class CountingMemory(int length) : MemoryManager<float>
{
    private readonly float[] _values = new float[length];

    public int Pins { get; private set; }

    public int Unpins { get; private set; }

    public override Span<float> GetSpan() => _values;

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        Pins++;
        return new MemoryHandle(pointer: null, pinnable: this);
    }

    public override void Unpin() => Unpins++;

    protected override void Dispose(bool disposing)
    {
    }
}
