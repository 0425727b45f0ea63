using System.Buffers;

namespace GroupConv.Tests.Networks;

/// <summary>Eight values that nobody can look at.</summary>
internal sealed class FailingValues : MemoryManager<float>
{
    public override Memory<float> Memory => CreateMemory(8);

    public override Span<float> GetSpan() => throw new NotSupportedException();

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

    public override void Unpin() => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
    }
}
