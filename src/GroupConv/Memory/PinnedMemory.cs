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
        owner = array;
        return (T*)(((nuint)Unsafe.AsPointer(ref array[0]) + CacheLine - 1) & ~(nuint)(CacheLine - 1));
    }
}
