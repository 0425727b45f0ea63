using System.Runtime.CompilerServices;

namespace GroupConv.Networks.Training;

/// <summary>Floats that do not move, from the start of a cache line, and that callers may have parts of: those are memory of an array.</summary>
internal sealed unsafe class PinnedFloats
{
    private const int LineBytes = 64, LineFloats = LineBytes / sizeof(float);
    private readonly float[] _array;
    private readonly int _start;

    /// <param name="length">How many; all 0.</param>
    /// <exception cref="NotSupportedException">More than one array can hold.</exception>
    public PinnedFloats(long length)
    {
        if (length > Array.MaxLength - LineFloats)
            throw new NotSupportedException($"{length} floats are more than one array can hold, {Array.MaxLength - LineFloats}");
        _array = GC.AllocateArray<float>((int)length + LineFloats, pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref _array[0]);
        _start = (int)((LineBytes - address % LineBytes) % LineBytes / sizeof(float));
        Length = (int)length;
    }

    public int Length { get; }

    /// <summary>The first; whoever uses it keeps this object reachable meanwhile.</summary>
    public float* Pointer => (float*)Unsafe.AsPointer(ref _array[_start]);

    public Memory<float> Memory => _array.AsMemory(_start, Length);
}
