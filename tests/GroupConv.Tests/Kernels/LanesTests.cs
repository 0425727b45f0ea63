using System.Runtime.Intrinsics;
using GroupConv.Tests.Support;
using GroupConv.Vectors;

namespace GroupConv.Tests.Kernels;

/// <summary>
/// What each vector policy does, lane by lane, beside the policy of one float, which is the definition in plain C#. On every processor other
/// branches of these policies run, so the test stands beside those of the kernels to say which operation is wrong.
/// </summary>
public unsafe class LanesTests
{
    private static readonly float[] Values =
    [
        0f, -0f, 1f, -1f, 0.1f, 1 / 3f, 1e-30f, -1e-30f, float.Epsilon, -float.Epsilon, 1e-40f, 16777217f, 1 + 1.1920929e-7f,
        float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 6f,
    ];

    [Fact]
    public void Four_lanes_do_what_one_does() => Check<Lanes128, Vector128<float>>();

    [Fact]
    public void Eight_lanes_do_what_one_does() => Check<Lanes256, Vector256<float>>();

    [Fact]
    public void Sixteen_lanes_do_what_one_does() => Check<Lanes512, Vector512<float>>();

    private static void Check<TLanes, TVector>()
        where TLanes : struct, ILanes<TVector>
        where TVector : struct
    {
        int count = TLanes.Count;
        float[] lanes = new float[count], loaded = new float[count];
        fixed (float* at = lanes)
        {
            // Each lane has a value of its own, and every value meets every other.
            for (int start = 0; start < Values.Length; start++)
            {
                for (int lane = 0; lane < count; lane++)
                    lanes[lane] = Values[(start + lane) % Values.Length];
                TVector vector = TLanes.Load(at);
                foreach (float other in Values)
                {
                    TVector same = TLanes.Broadcast(other);
                    Compare("AtLeast", TLanes.AtLeast(vector, same), lane => Lanes1.AtLeast(lane, other));
                    Compare("AtMost", TLanes.AtMost(vector, same), lane => Lanes1.AtMost(lane, other));
                    Compare("Add", TLanes.Add(vector, same), lane => lane + other);
                    foreach (float addend in Values)
                    {
                        TVector fused = TLanes.MultiplyAdd(vector, same, TLanes.Broadcast(addend));
                        Compare("MultiplyAdd", fused, lane => Once(lane, other, addend));
                    }

                    void Compare(string operation, TVector actual, Func<float, float> expected)
                    {
                        fixed (float* to = loaded)
                            TLanes.Store(actual, to);
                        Bits.ShouldBeTheSame(loaded, [.. lanes.Select(expected)], $"{operation} with {other:R}");
                    }
                }
            }
        }
    }

    /// <summary>
    /// A fused multiply-add without one: the product of two floats is exact in double. Rounding the sum to odd, the bits that double has
    /// beyond float make the second rounding as good as none (Boldo and Melquiond, 2008).
    /// </summary>
    private static float Once(float left, float right, float addend)
    {
        double product = (double)left * right, sum = product + addend;
        if (!double.IsFinite(sum))
            return (float)sum;

        // What the sum lost (Knuth's exact addition).
        double part = sum - product, lost = (product - (sum - part)) + (addend - part);
        bool isEven = (BitConverter.DoubleToInt64Bits(sum) & 1) == 0;
        if (lost != 0 && isEven)
            sum = lost > 0 ? Math.BitIncrement(sum) : Math.BitDecrement(sum);
        return (float)sum;
    }
}
