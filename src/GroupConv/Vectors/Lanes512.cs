using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GroupConv.Vectors;

/// <summary>16 lanes: AVX-512.</summary>
internal readonly unsafe struct Lanes512 : ILanes<Vector512<float>>
{
    public static int Count => Vector512<float>.Count;

    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    public static void Store(Vector512<float> vector, float* destination) => vector.Store(destination);

    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    public static Vector512<float> MultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> addend) =>
        Vector512.FusedMultiplyAdd(left, right, addend);

    public static Vector512<float> Add(Vector512<float> left, Vector512<float> right) => left + right;

    // Of equals, and where one is not a number, the instruction gives the second operand: just what is asked for.
    public static Vector512<float> AtLeast(Vector512<float> value, Vector512<float> min) =>
        Avx512F.IsSupported ? Avx512F.Max(min, value) : Vector512.ConditionalSelect(Vector512.LessThan(value, min), min, value);

    public static Vector512<float> AtMost(Vector512<float> value, Vector512<float> max) =>
        Avx512F.IsSupported ? Avx512F.Min(max, value) : Vector512.ConditionalSelect(Vector512.GreaterThan(value, max), max, value);

    public static Vector512<float> LoadMasked(float* source, Vector512<float> mask) =>
        Avx512F.IsSupported
            ? Avx512F.MaskLoad(source, mask, Vector512<float>.Zero)
            : Vector512.Create(
                Lanes256.LoadMasked(source, mask.GetLower()),
                Lanes256.LoadMasked(source + Vector256<float>.Count, mask.GetUpper()));

    // Within quarters, as the instruction deals.
    public static Vector512<float> Evens(Vector512<float> low, Vector512<float> high) =>
        Avx512F.IsSupported
            ? Avx512F.Shuffle(low, high, 0b10_00_10_00)
            : Vector512.Create(Lanes256.Evens(low.GetLower(), high.GetLower()), Lanes256.Evens(low.GetUpper(), high.GetUpper()));

    public static Vector512<float> Odds(Vector512<float> low, Vector512<float> high) =>
        Avx512F.IsSupported
            ? Avx512F.Shuffle(low, high, 0b11_01_11_01)
            : Vector512.Create(Lanes256.Odds(low.GetLower(), high.GetLower()), Lanes256.Odds(low.GetUpper(), high.GetUpper()));

    public static Vector512<float> Undeal(Vector512<float> dealt) =>
        Vector512.Shuffle(dealt.AsDouble(), Vector512.Create(0L, 2, 4, 6, 1, 3, 5, 7)).AsSingle();

    public static Vector512<float> Permute(Vector512<float> value, Vector512<float> indices) =>
        Avx512F.IsSupported ? Avx512F.PermuteVar16x32(value, indices.AsInt32()) : Vector512.Shuffle(value, indices.AsInt32());
}
