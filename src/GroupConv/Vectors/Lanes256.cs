using System.Runtime.Intrinsics;

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

    public static Vector256<float> Clamp(Vector256<float> value, Vector256<float> min, Vector256<float> max)
    {
        value = Vector256.ConditionalSelect(Vector256.LessThan(value, min), min, value);
        return Vector256.ConditionalSelect(Vector256.GreaterThan(value, max), max, value);
    }
}
