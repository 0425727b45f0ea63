using GroupConv.Networks;
using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Operators;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Folding;

/// <summary>Operators that make constants out of nothing, or out of shapes.</summary>
internal static class MakingFolds
{
    /// <summary>The lengths of the axes, or (opset 15) of some that follow each other.</summary>
    public static ConstantTensor Shape(NodeContext node)
    {
        TensorShape shape = node.Value(0).Shape;
        int start = Place(node.Attributes.Integer("start", 0)), end = Place(node.Attributes.Integer("end", shape.Rank));
        return ConstantTensor.Of([.. shape.Take(end).Skip(start).Select(length => (long)length)]);

        int Place(long axis) => (int)Math.Clamp(axis < 0 ? axis + shape.Rank : axis, 0, shape.Rank);
    }

    public static ConstantTensor Size(NodeContext node) => new([], new long[] { node.Value(0).Shape.Elements });

    public static ConstantTensor Constant(NodeContext node)
    {
        if (node.Tensor("value") is { } tensor)
            return tensor;
        if (node.Attributes.Integer("value_int") is { } integer)
            return new([], new[] { integer });
        if (node.Attributes.Integers("value_ints") is { } integers)
            return ConstantTensor.Of([.. integers]);
        if (node.Attributes.Float("value_float") is { } number)
            return new([], new[] { number });
        if (node.Attributes.Floats("value_floats") is { } numbers)
            return new([numbers.Count], numbers.ToArray());
        node.Attributes.ThrowIfUnread();
        throw node.Error("it has no value");
    }

    public static ConstantTensor ConstantOfShape(NodeContext node)
    {
        TensorShape shape = Lengths.Shape(node.Integers(0, "shape"));
        int elements = ConstantTensor.Elements(shape);
        ConstantTensor? value = node.Tensor("value");
        if (value is null)
            return new(shape, new float[elements]);
        if (value.Shape.Elements != 1)
            throw node.Error($"attribute 'value' must have one element, but has the shape {value.Shape}");
        return value.Strided(shape, 0, new long[shape.Rank]);
    }

    public static ConstantTensor Range(NodeContext node)
    {
        ConstantTensor start = node.Constant(0, "start"), limit = node.Constant(1, "limit"), delta = node.Constant(2, "delta");
        if (start.Shape.Elements != 1 || limit.Shape.Elements != 1 || delta.Shape.Elements != 1)
            throw node.Error("start, limit and delta must be one number each");
        return start.Kind == ConstantKind.Float
            ? OfFloats(node, start.Floats.Span[0], limit.Floats.Span[0], delta.Floats.Span[0])
            : OfIntegers(node, start.Integers[0], limit.Integers[0], delta.Integers[0]);
    }

    private static ConstantTensor OfFloats(NodeContext node, float start, float limit, float delta)
    {
        if (delta == 0 || !float.IsFinite(start) || !float.IsFinite(limit) || !float.IsFinite(delta))
            throw node.Error(FormattableString.Invariant($"from {start} to {limit} by {delta} is no range"));
        int count = Lengths.Of(Math.Max(Math.Ceiling(((double)limit - start) / delta), 0), "the number of elements");
        var values = new float[ConstantTensor.Elements([count])];
        for (int i = 0; i < values.Length; i++)
            values[i] = start + i * delta;
        return new([values.Length], values);
    }

    private static ConstantTensor OfIntegers(NodeContext node, long start, long limit, long delta)
    {
        if (delta == 0)
            throw node.Error($"from {start} to {limit} by 0 is no range");
        Int128 distance = (Int128)limit - start, count = (distance + delta - Math.Sign(delta)) / delta;
        var values = new long[ConstantTensor.Elements([Lengths.Of((long)Int128.Clamp(count, 0, long.MaxValue), "the number of elements")])];
        for (int i = 0; i < values.Length; i++)
            values[i] = start + i * delta;
        return new([values.Length], values);
    }
}
