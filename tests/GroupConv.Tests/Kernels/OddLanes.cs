using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GroupConv.Vectors;

namespace GroupConv.Tests.Kernels;

[InlineArray(3)]
internal struct Vector3
{
    private float _first;
}

[InlineArray(5)]
internal struct Vector5
{
    private float _first;
}

/// <summary>Vectors that no processor has: their tails fall where those of real ones do not.</summary>
internal readonly unsafe struct OddLanes<TVector> : ILanes<TVector>
    where TVector : struct
{
    public static int Count => Unsafe.SizeOf<TVector>() / sizeof(float);

    public static TVector Load(float* source) => Unsafe.ReadUnaligned<TVector>(source);

    public static void Store(TVector vector, float* destination) => Unsafe.WriteUnaligned(destination, vector);

    public static TVector Broadcast(float value)
    {
        TVector vector = default;
        Lanes(ref vector).Fill(value);
        return vector;
    }

    public static TVector MultiplyAdd(TVector left, TVector right, TVector addend)
    {
        for (int i = 0; i < Count; i++)
            Lanes(ref addend)[i] = MathF.FusedMultiplyAdd(Lanes(ref left)[i], Lanes(ref right)[i], Lanes(ref addend)[i]);
        return addend;
    }

    public static TVector Add(TVector left, TVector right)
    {
        for (int i = 0; i < Count; i++)
            Lanes(ref left)[i] += Lanes(ref right)[i];
        return left;
    }

    public static TVector AtLeast(TVector value, TVector min)
    {
        for (int i = 0; i < Count; i++)
            Lanes(ref value)[i] = Lanes1.AtLeast(Lanes(ref value)[i], Lanes(ref min)[i]);
        return value;
    }

    public static TVector AtMost(TVector value, TVector max)
    {
        for (int i = 0; i < Count; i++)
            Lanes(ref value)[i] = Lanes1.AtMost(Lanes(ref value)[i], Lanes(ref max)[i]);
        return value;
    }

    public static TVector LoadMasked(float* source, TVector mask) => MaskedLoad.LaneByLane(source, mask);

    public static TVector Evens(TVector low, TVector high) => Every2nd(low, high, 0);

    public static TVector Odds(TVector low, TVector high) => Every2nd(low, high, 1);

    public static TVector Undeal(TVector dealt) => dealt;

    public static TVector Permute(TVector value, TVector indices)
    {
        TVector permuted = default;
        for (int i = 0; i < Count; i++)
            Lanes(ref permuted)[i] = Lanes(ref value)[BitConverter.SingleToInt32Bits(Lanes(ref indices)[i])];
        return permuted;
    }

    private static TVector Every2nd(TVector low, TVector high, int first)
    {
        TVector dealt = default;
        for (int i = 0; i < Count; i++)
        {
            int from = 2 * i + first;
            Lanes(ref dealt)[i] = from < Count ? Lanes(ref low)[from] : Lanes(ref high)[from - Count];
        }

        return dealt;
    }

    private static Span<float> Lanes(ref TVector vector) => MemoryMarshal.CreateSpan(ref Unsafe.As<TVector, float>(ref vector), Count);
}
