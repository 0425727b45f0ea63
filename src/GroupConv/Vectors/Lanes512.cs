using System.Runtime.Intrinsics;

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

    public static Vector512<float> Clamp(Vector512<float> value, Vector512<float> min, Vector512<float> max)
    {
        value = Vector512.ConditionalSelect(Vector512.LessThan(value, min), min, value);
        return Vector512.ConditionalSelect(Vector512.GreaterThan(value, max), max, value);
    }
}
