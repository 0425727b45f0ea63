using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GroupConv.Vectors;

/// <summary>8 lanes: AVX2.</summary>
internal readonly unsafe struct Lanes256 : ILanes<Vector256<float>>
{
    public static int Count => Vector256<float>.Count;

    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    public static void Store(Vector256<float> vector, float* destination) => vector.Store(destination);

    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    public static Vector256<float> MultiplyAdd(Vector256<float> left, Vector256<float> right, Vector256<float> addend) =>
        Vector256.FusedMultiplyAdd(left, right, addend);

    public static Vector256<float> Add(Vector256<float> left, Vector256<float> right) => left + right;

    // Of equals, and where one is not a number, the instruction gives the second operand: just what is asked for.
    public static Vector256<float> AtLeast(Vector256<float> value, Vector256<float> min) =>
        Avx.IsSupported ? Avx.Max(min, value) : Vector256.ConditionalSelect(Vector256.LessThan(value, min), min, value);

    public static Vector256<float> AtMost(Vector256<float> value, Vector256<float> max) =>
        Avx.IsSupported ? Avx.Min(max, value) : Vector256.ConditionalSelect(Vector256.GreaterThan(value, max), max, value);

    public static Vector256<float> LoadMasked(float* source, Vector256<float> mask) =>
        Avx.IsSupported ? Avx.MaskLoad(source, mask) : MaskedLoad.LaneByLane<Vector256<float>>(source, mask);

    // Within halves, as the instruction deals.
    public static Vector256<float> Evens(Vector256<float> low, Vector256<float> high) =>
        Avx.IsSupported
            ? Avx.Shuffle(low, high, 0b10_00_10_00)
            : Vector256.Create(Lanes128.Evens(low.GetLower(), high.GetLower()), Lanes128.Evens(low.GetUpper(), high.GetUpper()));

    public static Vector256<float> Odds(Vector256<float> low, Vector256<float> high) =>
        Avx.IsSupported
            ? Avx.Shuffle(low, high, 0b11_01_11_01)
            : Vector256.Create(Lanes128.Odds(low.GetLower(), high.GetLower()), Lanes128.Odds(low.GetUpper(), high.GetUpper()));

    public static Vector256<float> Undeal(Vector256<float> dealt) =>
        Vector256.Shuffle(dealt.AsDouble(), Vector256.Create(0L, 2, 1, 3)).AsSingle();

    // The instruction takes the lowest two bits of an index, within halves.
    public static Vector256<float> Permute(Vector256<float> value, Vector256<float> indices) =>
        Avx.IsSupported ? Avx.PermuteVar(value, indices.AsInt32()) : Vector256.Shuffle(value, indices.AsInt32());
}
