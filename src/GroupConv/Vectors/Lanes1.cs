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

    public static float AtLeast(float value, float min) => value < min ? min : value;

    public static float AtMost(float value, float max) => value > max ? max : value;

    public static float LoadMasked(float* source, float mask) => BitConverter.SingleToInt32Bits(mask) != 0 ? *source : 0f;

    public static float Evens(float low, float high) => low;

    public static float Odds(float low, float high) => high;

    public static float Undeal(float dealt) => dealt;

    public static float Permute(float value, float indices) => value;
}
