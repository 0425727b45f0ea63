using System.Buffers;

namespace GroupConv.Tests.Callers;

/// <summary>Memory of safe code that answers with another span after a while, and with another place when it is pinned.</summary>
/// <param name="length">Floats, as it says.</param>
/// <param name="late">How many spans are as long as it says.</param>
internal sealed class ShiftingMemory(int length, int late) : MemoryManager<float>
{
    private const float Untouched = 123.5f;
    private readonly float[] _honest = new float[length];
    private readonly float[] _short = [Untouched, Untouched];
    private int _spans;

    /// <summary>Whether only memory was written that was given out as long as it is.</summary>
    public bool IsWhole => _short.All(value => value == Untouched);

    public override Span<float> GetSpan() => _spans++ < late ? _honest : _short.AsSpan(0, 1);

    public override MemoryHandle Pin(int elementIndex = 0) => _short.AsMemory(1).Pin();

    public override void Unpin()
    {
    }

    public override Memory<float> Memory => CreateMemory(length);

    protected override void Dispose(bool disposing)
    {
    }
}
