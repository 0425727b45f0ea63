using GroupConv.Networks;
using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Operators;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Folding;

/// <summary>Sums, products and extremes along axes of constants.</summary>
internal static class ReducingFolds
{
    public static ConstantTensor Reduce(NodeContext node, Func<float, float, float> ofFloats, Func<long, long, long> ofIntegers)
    {
        ConstantTensor input = node.Constant(0, "input");
        if (Turned(node, input) is not (ConstantTensor turned, int together, TensorShape shape))
            return input;
        return input.Kind == ConstantKind.Float
            ? new(shape, Reduced(turned.Floats.Span, together, ofFloats))
            : new(shape, Reduced(turned.Integers, together, ofIntegers));
    }

    /// <summary>Sums in double precision.</summary>
    public static ConstantTensor Mean(NodeContext node)
    {
        node.Floats(0, "input");
        ConstantTensor input = node.Constant(0, "input");
        if (Turned(node, input) is not (ConstantTensor turned, int together, TensorShape shape))
            return input;
        double[] values = Array.ConvertAll(turned.Floats.ToArray(), value => (double)value);
        return new(shape, Array.ConvertAll(Reduced<double>(values, together, (a, b) => a + b), sum => (float)(sum / together)));
    }

    /// <summary>The input with the axes that go at the end, where each result's elements lie side by side; null where none goes.</summary>
    /// <returns>The elements, how many make one result, and the shape of the results.</returns>
    private static (ConstantTensor Turned, int Together, TensorShape Shape)? Turned(NodeContext node, ConstantTensor input)
    {
        bool keep = node.Attributes.Flag("keepdims", otherwise: true), isIdentity = node.Attributes.Flag("noop_with_empty_axes");
        int[] axes = AxisRules.ResolveAll(node.IntegersOf("axes", 1) ?? [], input.Shape.Rank);
        if (axes.Length == 0 && isIdentity)
            return null;
        if (axes.Length == 0)
            axes = [.. Enumerable.Range(0, input.Shape.Rank)];
        int[] others = [.. Enumerable.Range(0, input.Shape.Rank).Except(axes)];
        int together = (int)new TensorShape([.. axes.Select(axis => input.Shape[axis])]).Elements;
        if (together == 0)
            throw node.Error($"its input {input.Shape} has no elements");
        node.Spend(input.Bytes);
        long[] strides = StridedCopy.Strides(input.Shape);
        int[] order = [.. others, .. axes];
        ConstantTensor turned = input.Strided([.. order.Select(axis => input.Shape[axis])], 0, [.. order.Select(axis => strides[axis])]);
        TensorShape shape = keep
            ? [.. input.Shape.Select((length, axis) => axes.Contains(axis) ? 1 : length)]
            : [.. others.Select(axis => input.Shape[axis])];
        return (turned, together, shape);
    }

    private static T[] Reduced<T>(ReadOnlySpan<T> values, int together, Func<T, T, T> combine)
    {
        var results = new T[values.Length / together];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = values[i * together];
            for (int k = 1; k < together; k++)
                results[i] = combine(results[i], values[i * together + k]);
        }

        return results;
    }
}
