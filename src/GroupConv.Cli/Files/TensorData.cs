namespace GroupConv.Cli.Files;

/// <summary>Floats with a shape, dense, last axis fastest: what files hold.</summary>
internal sealed record TensorData
{
    /// <param name="shape">Lengths of the axes, none negative.</param>
    /// <param name="values">As many as the shape says.</param>
    public TensorData(IReadOnlyList<int> shape, float[] values)
    {
        long elements = shape.Aggregate(1L, (product, length) => checked(product * length));
        if (elements != values.Length)
            throw new ArgumentException($"shape {Text(shape)} has {elements} elements, but there are {values.Length}");
        Shape = shape;
        Values = values;
    }

    public IReadOnlyList<int> Shape { get; }

    public float[] Values { get; }

    /// <summary>For example <c>[1, 3, 224, 224]</c>.</summary>
    public string ShapeText => Text(Shape);

    public static string Text(IEnumerable<int> shape) => $"[{string.Join(", ", shape)}]";
}
