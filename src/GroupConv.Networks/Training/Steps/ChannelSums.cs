using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GroupConv.Networks.Training.Steps;

/// <summary>Two terms of each element of a channel, to be summed.</summary>
internal unsafe interface IChannelTerms
{
    /// <param name="offset">Of the first of eight elements.</param>
    (Vector256<float> First, Vector256<float> Second) Of(long offset);

    /// <summary>The same of fewer than eight; what is beyond them is 0.</summary>
    /// <param name="offset">Of the first.</param>
    /// <param name="count">How many.</param>
    (Vector256<float> First, Vector256<float> Second) Of(long offset, int count);
}

/// <summary>
/// Sums over a channel of all images in an order that the shape alone decides: 16 sums of floats, to which neighbouring elements of a
/// plane are added in turn; some thousand elements later they are added as a tree and go on as a double.
/// </summary>
internal static class ChannelSums
{
    private const int Lanes = 8, ElementsInFloat = 4096;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double First, double Second) Of<TTerms>(TTerms terms, NormLayout layout, int channel)
        where TTerms : struct, IChannelTerms
    {
        int plane = layout.Sizes.Plane, rowsInFloat = Math.Max(1, ElementsInFloat / Math.Max(1, plane));
        double first = 0, second = 0;
        for (int image = 0; image < layout.Sizes.Batch; image += rowsInFloat)
        {
            Vector256<float> a0 = default, a1 = default, b0 = default, b1 = default;
            int end = Math.Min(layout.Sizes.Batch, image + rowsInFloat);
            for (int row = image; row < end; row++)
            {
                long i = layout.Row(row, channel), rowEnd = i + plane;
                for (; i + 2 * Lanes <= rowEnd; i += 2 * Lanes)
                {
                    (Vector256<float> a, Vector256<float> b) = terms.Of(i);
                    (Vector256<float> c, Vector256<float> d) = terms.Of(i + Lanes);
                    a0 += a;
                    b0 += b;
                    a1 += c;
                    b1 += d;
                }

                for (; i < rowEnd; i += Lanes)
                {
                    (Vector256<float> a, Vector256<float> b) = i + Lanes <= rowEnd ? terms.Of(i) : terms.Of(i, (int)(rowEnd - i));
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
