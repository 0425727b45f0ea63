namespace GroupConv.Vectors;

/// <summary>One lane: the kernels without vectors.</summary>
internal readonly unsafe struct Lanes1 : ILanes<float>
{
    public static int Count => 1;

    public static float Load(float* source) => *source;

    public static void Store(float vector, float* destination) => *destination = vector;

    public static float Broadcast(float value) => value;

    public static float MultiplyAdd(float left, float right, float addend) => MathF.FusedMultiplyAdd(left, right, addend);

    public static float Add(float left, float right) => left + right;

    public static float Clamp(float value, float min, float max)
    {
        value = value < min ? min : value;
        return value > max ? max : value;
    }
}
