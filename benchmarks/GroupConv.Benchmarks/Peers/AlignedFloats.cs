using System.Runtime.InteropServices;

namespace GroupConv.Benchmarks.Peers;

/// <summary>Floats outside the managed heap at the start of a cache line, so that no contender has worse memory than another.</summary>
internal sealed unsafe class AlignedFloats : IDisposable
{
    private const int Alignment = 64;
    private float* _start;

    /// <summary>Filled with NaN: what a contender forgets to write cannot look like a result.</summary>
    public AlignedFloats(long length)
    {
        Length = checked((int)length);
        _start = (float*)NativeMemory.AlignedAlloc(checked((nuint)length * sizeof(float)), Alignment);
        Span.Fill(float.NaN);
    }

    ~AlignedFloats() => Free();

    public int Length { get; }

    public float* Pointer => _start;

    public Span<float> Span => new(_start, Length);

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_start);
        _start = null;
    }
}
