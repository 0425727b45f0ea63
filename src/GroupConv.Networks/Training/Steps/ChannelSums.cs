using System.Runtime.Intrinsics;

namespace GroupConv.Networks.Training.Steps;

/// <summary>
/// Sums over a channel of all images in an order that the shape alone decides: 16 sums of floats, to which neighbouring elements of a
/// plane are added in turn; some thousand elements later they are added as a tree and go on as a double.
/// </summary>
internal static class ChannelSums
{
    private const int Lanes = 8, ElementsInFloat = 4096;

    /// <param name="sources">What is summed.</param>
    /// <param name="layout">How the tensors are walked.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="numbers">Its numbers.</param>
    public static (double First, double Second) Of<TTerms>(TermSources sources, NormLayout layout, int channel, ChannelNumbers numbers)
        where TTerms : struct, IChannelTerms
    {
        var vectors = new ChannelVectors(numbers);
        int plane = layout.Sizes.Plane, batch = layout.Sizes.Batch, rowsInFloat = Math.Max(1, ElementsInFloat / Math.Max(1, plane));
        long next = layout.Row(1, 0);
        double first = 0, second = 0;
        for (int image = 0; image < batch; image += rowsInFloat)
        {
            Vector256<float> a0 = default, a1 = default, b0 = default, b1 = default;
            long start = layout.Row(image, channel);
            for (int row = Math.Min(batch - image, rowsInFloat); row > 0; row--, start += next)
            {
                long i = start, end = start + plane;
                for (; i + 2 * Lanes <= end; i += 2 * Lanes)
                {
                    (Vector256<float> a, Vector256<float> b) = TTerms.Of(sources, vectors, i);
                    (Vector256<float> c, Vector256<float> d) = TTerms.Of(sources, vectors, i + Lanes);
                    a0 += a;
                    b0 += b;
                    a1 += c;
                    b1 += d;
                }

                for (; i < end; i += Lanes)
                {
                    (Vector256<float> a, Vector256<float> b) =
                        i + Lanes <= end ? TTerms.Of(sources, vectors, i) : TTerms.Of(sources, vectors, i, (int)(end - i));
                    a0 += a;
                    b0 += b;
                }
            }

            first += Vector256.Sum(a0 + a1);
            second += Vector256.Sum(b0 + b1);
        }

        return (first, second);
    }
}

/// <summary>The first elements of a vector.</summary>
internal static unsafe class PartialVector
{
    /// <summary>So many elements, then zeros.</summary>
    public static Vector256<float> Load(float* from, int count)
    {
        Vector256<float> vector = default;
        for (int i = 0; i < count; i++)
            vector = vector.WithElement(i, from[i]);
        return vector;
    }

    public static void Store(Vector256<float> vector, float* to, int count)
    {
        for (int i = 0; i < count; i++)
            to[i] = vector.GetElement(i);
    }

    /// <summary>All bits set in so many elements.</summary>
    public static Vector256<float> Mask(int count) => Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle();
}
