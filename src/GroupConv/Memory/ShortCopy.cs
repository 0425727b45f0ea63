using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GroupConv.Vectors;

namespace GroupConv.Memory;

/// <summary>Copies of a few vectors, too short for the call of a general copy.</summary>
internal static unsafe class ShortCopy
{
    /// <summary>Copies floats that do not overlap. The last vector overlaps the one before it instead of leaving a tail.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* source, float* destination, int length)
    {
        if (length >= Vector256<float>.Count)
        {
            int last = length - Vector256<float>.Count;
            for (int i = 0; i < last; i += Vector256<float>.Count)
                Vector256.Load(source + i).Store(destination + i);
            Vector256.Load(source + last).Store(destination + last);
        }
        else if (length >= Vector128<float>.Count)
        {
            int last = length - Vector128<float>.Count;
            Vector128.Load(source).Store(destination);
            Vector128.Load(source + last).Store(destination + last);
        }
        else
        {
            CopyStrided(source, 1, destination, length);
        }
    }

    /// <summary>Writes zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Clear(float* from, long count)
    {
        for (long i = 0; i < count; i++)
            from[i] = 0f;
    }

    /// <summary>Copies floats that lie a stride apart, which may be 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* source, int stride, float* destination, int length)
    {
        if (stride == 1)
            Copy(source, destination, length);
        else
            CopyStrided(source, stride, destination, length);
    }

    /// <summary>Copies every <paramref name="stride"/>th float. Nothing behind the last of them is read.</summary>
    public static void CopyStrided(float* source, int stride, float* destination, int length)
    {
        int lanes = Vector128<float>.Count;
        if (stride == 2 && length > lanes)
        {
            for (int i = 0; i + lanes < length; i += lanes)
                Lanes128.Evens(Vector128.Load(source + 2L * i), Vector128.Load(source + 2L * i + lanes)).Store(destination + i);
            // Those of the last vector are the odd ones from one before them on, so that their last is the last that is read.
            float* last = source + 2L * (length - lanes) - 1;
            Lanes128.Odds(Vector128.Load(last), Vector128.Load(last + lanes)).Store(destination + length - lanes);
            return;
        }

        for (int i = 0; i < length; i++)
            destination[i] = source[(long)i * stride];
    }
}
