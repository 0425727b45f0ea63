using System.Runtime.Intrinsics;

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

    public static Vector128<float> Clamp(Vector128<float> value, Vector128<float> min, Vector128<float> max)
    {
        value = Vector128.ConditionalSelect(Vector128.LessThan(value, min), min, value);
        return Vector128.ConditionalSelect(Vector128.GreaterThan(value, max), max, value);
    }
}
