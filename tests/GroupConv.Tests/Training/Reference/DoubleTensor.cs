using GroupConv.Networks;

namespace GroupConv.Tests.Training.Reference;

/// <summary>A dense tensor of doubles.</summary>
internal sealed class DoubleTensor(TensorShape shape, double[] values)
{
    public TensorShape Shape { get; } = shape;

    public double[] Values { get; } = values;

    /// <summary>Makes a tensor of zeros.</summary>
    public DoubleTensor(TensorShape shape)
        : this(shape, new double[shape.Elements])
    {
    }

    /// <summary>Makes a tensor element by element. The function must not keep the index that it is given.</summary>
    public static DoubleTensor Make(TensorShape shape, Func<int[], double> element)
    {
        var tensor = new DoubleTensor(shape);
        var index = new int[shape.Rank];
        for (int i = 0; i < tensor.Values.Length; i++)
        {
            tensor.Values[i] = element(index);
            for (int axis = shape.Rank - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--)
                index[axis] = 0;
        }

        return tensor;
    }

    /// <summary>The element at an index of a tensor that this one is broadcast to: missing leading axes and axes of length 1 repeat.</summary>
    public double At(ReadOnlySpan<int> index)
    {
        int offset = 0, missing = index.Length - Shape.Rank;
        for (int axis = 0; axis < Shape.Rank; axis++)
            offset = offset * Shape[axis] + (Shape[axis] == 1 ? 0 : index[missing + axis]);
        return Values[offset];
    }

    /// <summary>The same elements in another shape.</summary>
    public DoubleTensor As(TensorShape shape) => new(shape, Values);

    public DoubleTensor Map(Func<double, double> function) => new(Shape, Array.ConvertAll(Values, x => function(x)));
}
