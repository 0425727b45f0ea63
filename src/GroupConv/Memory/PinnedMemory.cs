using System.Runtime.CompilerServices;

namespace GroupConv.Memory;

/// <summary>Where all memory is from that a call works in: the pinned heap.</summary>
internal static unsafe class PinnedMemory
{
    private const int CacheLine = 64;

    /// <summary>
    /// Null, unless tests put memory against pages that nobody may touch: takes a number of bytes, and returns their address and what is to
    /// be kept as long as they are used.
    /// </summary>
    public static Func<long, (nint Address, object Owner)>? Elsewhere { get; set; }

    /// <summary>
    /// Whether new memory of floats is filled with NaN, and a network's activations before each run, so that an element that nothing writes is seen in
    /// the output. The runtime switch <c>GroupConv.FillMemoryWithNaN</c>, which tests and <c>groupconv verify --networks</c> set.
    /// </summary>
    public static bool FillsWithNaN { get; } = AppContext.TryGetSwitch("GroupConv.FillMemoryWithNaN", out bool fills) && fills;

    /// <summary>The most elements of a type that there can be.</summary>
    public static long MaxLength<T>() => Array.MaxLength - CacheLine / Unsafe.SizeOf<T>();

    /// <summary>Memory that does not move and starts a cache line; its values are whatever it held.</summary>
    /// <param name="length">Elements, at most <see cref="MaxLength"/>.</param>
    /// <param name="owner">Whoever uses the memory keeps this reachable meanwhile.</param>
    public static T* Allocate<T>(long length, out object owner)
        where T : unmanaged
    {
        if (Elsewhere is { } elsewhere)
        {
            (nint address, owner) = elsewhere(length * sizeof(T));
            return (T*)address;
        }

        T[] array = GC.AllocateUninitializedArray<T>((int)length + CacheLine / sizeof(T), pinned: true);
        if (FillsWithNaN && array is float[] floats)
            Array.Fill(floats, float.NaN);
        owner = array;
        return (T*)(((nuint)Unsafe.AsPointer(ref array[0]) + CacheLine - 1) & ~(nuint)(CacheLine - 1));
    }
}
