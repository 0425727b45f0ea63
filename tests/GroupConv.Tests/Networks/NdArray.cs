using GroupConv.Networks;

namespace GroupConv.Tests.Networks;

/// <summary>A tensor of doubles that is read and made index by index.</summary>
internal sealed class NdArray(TensorShape shape, double[] values)
{
    public TensorShape Shape { get; } = shape;

    public double[] Values { get; } = values;

    /// <summary>The element at an index. Missing leading axes and axes of length 1 are stretched.</summary>
    public double At(params ReadOnlySpan<int> index)
    {
        long offset = 0;
        ReadOnlySpan<int> own = index[(index.Length - Shape.Rank)..];
        for (int axis = 0; axis < Shape.Rank; axis++)
            offset = offset * Shape[axis] + (Shape[axis] == 1 ? 0 : own[axis]);
        return Values[offset];
    }

    /// <summary>The element, or another value where the index is outside.</summary>
    public double AtOr(double outside, params ReadOnlySpan<int> index)
    {
        for (int axis = 0; axis < Shape.Rank; axis++)
        {
            if ((uint)index[axis] >= (uint)Shape[axis])
                return outside;
        }

        return At(index);
    }

    public static NdArray Make(TensorShape shape, Func<int[], double> element)
    {
        var values = new double[shape.Elements];
        var index = new int[shape.Rank];
        for (long i = 0; i < values.Length; i++)
        {
            long rest = i;
            for (int axis = shape.Rank - 1; axis >= 0; axis--)
            {
                index[axis] = (int)(rest % shape[axis]);
                rest /= shape[axis];
            }

            values[i] = element(index);
        }

        return new NdArray(shape, values);
    }

    /// <summary>The same elements with a row axis before the last, where there is none.</summary>
    public NdArray Tall() => Shape.Rank == 3 ? new NdArray([Shape[0], Shape[1], 1, Shape[2]], Values) : this;

    public NdArray As(TensorShape shape) => new(shape, Values);
}
