using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace GroupConv.Vectors;

/// <summary>4 lanes: SSE and AdvSimd.</summary>
internal readonly unsafe struct Lanes128 : ILanes<Vector128<float>>
{
    public static int Count => Vector128<float>.Count;

    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    public static void Store(Vector128<float> vector, float* destination) => vector.Store(destination);

    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    public static Vector128<float> MultiplyAdd(Vector128<float> left, Vector128<float> right, Vector128<float> addend) =>
        Vector128.FusedMultiplyAdd(left, right, addend);

    public static Vector128<float> Add(Vector128<float> left, Vector128<float> right) => left + right;

    // Of equals, and where one is not a number, the instruction gives the second operand: just what is asked for.
    public static Vector128<float> AtLeast(Vector128<float> value, Vector128<float> min) =>
        Sse.IsSupported ? Sse.Max(min, value) : Vector128.ConditionalSelect(Vector128.LessThan(value, min), min, value);

    public static Vector128<float> AtMost(Vector128<float> value, Vector128<float> max) =>
        Sse.IsSupported ? Sse.Min(max, value) : Vector128.ConditionalSelect(Vector128.GreaterThan(value, max), max, value);

    public static Vector128<float> LoadMasked(float* source, Vector128<float> mask) =>
        Avx.IsSupported ? Avx.MaskLoad(source, mask) : MaskedLoad.LaneByLane<Vector128<float>>(source, mask);

    public static Vector128<float> Evens(Vector128<float> low, Vector128<float> high) =>
        Sse.IsSupported ? Sse.Shuffle(low, high, 0b10_00_10_00)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.UnzipEven(low, high)
        : Vector128.Create(low[0], low[2], high[0], high[2]);

    public static Vector128<float> Odds(Vector128<float> low, Vector128<float> high) =>
        Sse.IsSupported ? Sse.Shuffle(low, high, 0b11_01_11_01)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.UnzipOdd(low, high)
        : Vector128.Create(low[1], low[3], high[1], high[3]);

    /// <summary>[left 0, right 0, left 1, right 1]</summary>
    public static Vector128<float> ZipLow(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.UnpackLow(left, right)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(left, right)
        : Vector128.Create(left[0], right[0], left[1], right[1]);

    /// <summary>[left 2, right 2, left 3, right 3]</summary>
    public static Vector128<float> ZipHigh(Vector128<float> left, Vector128<float> right) =>
        Sse.IsSupported ? Sse.UnpackHigh(left, right)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(left, right)
        : Vector128.Create(left[2], right[2], left[3], right[3]);

    public static Vector128<float> Undeal(Vector128<float> dealt) => dealt;

    public static Vector128<float> Permute(Vector128<float> value, Vector128<float> indices) =>
        Avx.IsSupported ? Avx.PermuteVar(value, indices.AsInt32()) : Vector128.Shuffle(value, indices.AsInt32());
}
