using System.Runtime.Intrinsics;

namespace GroupConv.Gradients;

/// <summary>
/// The gradient of a channel's bias: the sum of its planes. Element i of a plane belongs to lane i modulo 16, and the lanes are added up as
/// those of all sums are.
/// </summary>
internal static unsafe class ChannelSum
{
    private const int Lanes = IDotTile.SumLanes;

    /// <param name="plane">The channel's first plane.</param>
    /// <param name="length">Floats of a plane.</param>
    /// <param name="images">Planes.</param>
    /// <param name="imageStride">Floats from one plane to the next.</param>
    public static float Of(float* plane, long length, long images, long imageStride)
    {
        float* last = stackalloc float[Lanes];
        Vector128<float> a = default, b = default, c = default, d = default;
        for (; images > 0; images--, plane += imageStride)
        {
            long i = 0;
            for (; i + Lanes <= length; i += Lanes)
                Add(plane + i, ref a, ref b, ref c, ref d);
            if (i == length)
                continue;
            for (int lane = 0; lane < Lanes; lane++)
                last[lane] = i + lane < length ? plane[i + lane] : 0f;
            Add(last, ref a, ref b, ref c, ref d);
        }

        return SumTree.Of(a, b, c, d);
    }

    private static void Add(float* source, ref Vector128<float> a, ref Vector128<float> b, ref Vector128<float> c, ref Vector128<float> d)
    {
        a += Vector128.Load(source);
        b += Vector128.Load(source + 4);
        c += Vector128.Load(source + 8);
        d += Vector128.Load(source + 12);
    }
}
