namespace GroupConv.Networks.Definition;

/// <summary>A dense tensor that the definitions of layers read and make element by element.</summary>
/// <param name="shape">Its axes.</param>
/// <param name="values">Its elements, the last axis varying fastest.</param>
internal sealed class ReferenceTensor(TensorShape shape, float[] values)
{
    public TensorShape Shape { get; } = shape;

    public float[] Values { get; } = values;

    /// <summary>The element at an index. As in NumPy, axes of length 1 are stretched, and so are leading axes that the tensor lacks.</summary>
    public float At(params ReadOnlySpan<int> index)
    {
        ReadOnlySpan<int> own = index[(index.Length - Shape.Rank)..];
        long offset = 0;
        for (int axis = 0; axis < Shape.Rank; axis++)
            offset = offset * Shape[axis] + (Shape[axis] == 1 ? 0 : own[axis]);
        return Values[offset];
    }

    /// <summary>A tensor of these elements in other axes.</summary>
    public ReferenceTensor As(TensorShape shape) => new(shape, Values);

    /// <summary>[N, C, L] as [N, C, 1, L], and [N, C, H, W] unchanged.</summary>
    public ReferenceTensor AsPlanes() => As(PlanesOf(Shape));

    /// <summary>The shape with an axis of one row before the last, if it has three axes.</summary>
    public static TensorShape PlanesOf(TensorShape shape) => shape.Rank == 3 ? [shape[0], shape[1], 1, shape[2]] : shape;

    /// <summary>Makes a tensor by calling a function with the index of every element in turn.</summary>
    public static ReferenceTensor Make(TensorShape shape, Func<int[], float> element)
    {
        var values = new float[shape.Elements];
        var index = new int[shape.Rank];
        for (long i = 0; i < values.Length; i++)
        {
            long rest = i;
            for (int axis = shape.Rank - 1; axis >= 0; axis--)
                (rest, index[axis]) = (rest / shape[axis], (int)(rest % shape[axis]));
            values[i] = element(index);
        }

        return new ReferenceTensor(shape, values);
    }
}
