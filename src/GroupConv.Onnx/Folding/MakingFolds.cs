using GroupConv.Networks;
using GroupConv.Onnx.Importing;
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
        TensorShape shape = [.. node.Integers(0, "shape").ToArray().Select(length => checked((int)length))];
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
        if (start.Kind == ConstantKind.Float)
        {
            (float first, float last, float step) = (start.Floats.Span[0], limit.Floats.Span[0], delta.Floats.Span[0]);
            var floats = new float[Count(Math.Ceiling(((double)last - first) / step))];
            for (int i = 0; i < floats.Length; i++)
                floats[i] = first + i * step;
            return new([floats.Length], floats);
        }

        (long from, long to, long by) = (start.Integers[0], limit.Integers[0], delta.Integers[0]);
        if (by == 0)
            throw node.Error("delta is 0");
        var integers = new long[Count(Math.Ceiling(((double)to - from) / by))];
        for (int i = 0; i < integers.Length; i++)
            integers[i] = checked(from + i * by);
        return new([integers.Length], integers);

        static int Count(double count) => ConstantTensor.Elements([checked((int)Math.Max(count, 0))]);
    }
}
