using GroupConv.Networks;

namespace GroupConv.Onnx.Values;

/// <summary>Elements of a tensor in another order.</summary>
internal static class StridedCopy
{
    /// <summary>The strides of a tensor that lies in memory as it is, the innermost axis last.</summary>
    public static long[] Strides(TensorShape shape)
    {
        var strides = new long[shape.Rank];
        long stride = 1;
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        return strides;
    }

    /// <summary>
    /// The strides with which a tensor is read as one of a larger shape, as NumPy broadcasts it: axes are aligned at the last, and an axis
    /// of length 1 stands still.
    /// </summary>
    public static long[] BroadcastStrides(TensorShape shape, TensorShape to)
    {
        long[] own = Strides(shape);
        var strides = new long[to.Rank];
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (shape[axis] != 1)
                strides[axis + to.Rank - shape.Rank] = own[axis];
        }

        return strides;
    }

    /// <summary>Fills <paramref name="target"/>, in order, with the elements at <paramref name="offset"/> plus index times stride.</summary>
    /// <returns>The target.</returns>
    public static T[] Of<T>(ReadOnlySpan<T> source, T[] target, TensorShape shape, long offset, ReadOnlySpan<long> strides)
    {
        var index = new int[shape.Rank];
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = source[(int)offset];
            // The next index: the last axis that has not come to its end, with those behind it back at theirs.
            for (int axis = shape.Rank - 1; axis >= 0; axis--)
            {
                offset += strides[axis];
                if (++index[axis] < shape[axis])
                    break;
                offset -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }

        return target;
    }
}
