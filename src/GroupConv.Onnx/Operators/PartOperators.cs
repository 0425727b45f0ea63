using GroupConv.Networks;
using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Operators;

/// <summary>Operators that take tensors apart and put them together.</summary>
internal static class PartOperators
{
    public static RuntimeValue Concat(NodeContext node)
    {
        RuntimeValue[] inputs = [.. Enumerable.Range(0, node.InputCount).Select(node.Runtime)];
        long axis = node.Attributes.Integer("axis") ?? throw node.Error("it lacks the attribute 'axis'");
        var layer = new Concat(AxisRules.Resolve(axis, inputs.Length > 0 ? inputs[0].Shape.Rank : 0));
        return inputs.Length == 1 ? inputs[0] : node.Emit(layer, inputs);
    }

    public static IReadOnlyList<GraphValue> Split(NodeContext node)
    {
        RuntimeValue input = node.Runtime(0);
        (int axis, IReadOnlyList<int> lengths) = PartRules.Split(node, input.Shape);
        var parts = new GraphValue[lengths.Count];
        for (int i = 0, start = 0; i < parts.Length; start += lengths[i], i++)
        {
            if (lengths[i] == 0)
                throw node.Error($"its part {i} of axis {axis} of {input.Shape} is empty");
            parts[i] = lengths[i] == input.Shape[axis] ? input : node.Emit(new Slice(axis, start, start + lengths[i]), [input]);
        }

        return parts;
    }

    /// <summary>One layer for each axis that is cut.</summary>
    public static RuntimeValue Slice(NodeContext node)
    {
        RuntimeValue input = node.Runtime(0);
        Cut[] cuts = [.. PartRules.Slice(node, input.Shape).Where(cut => !cut.IsWhole(input.Shape))];
        RuntimeValue value = input;
        for (int i = 0; i < cuts.Length; i++)
        {
            Layer layer = LayerOf(node, cuts[i]);
            value = i == cuts.Length - 1 ? node.Emit(layer, [value]) : node.EmitStep(layer, [value]);
        }

        return value;
    }

    /// <summary>Constant indices that are a range are a slice; others are not supported.</summary>
    public static RuntimeValue Gather(NodeContext node)
    {
        RuntimeValue input = node.Runtime(0);
        int axis = AxisRules.Resolve(node.Attributes.Integer("axis", 0), input.Shape.Rank);
        ReadOnlySpan<long> given = node.Integers(1, "indices");
        node.Spend(sizeof(long) * (long)given.Length);
        var indices = new long[given.Length];
        for (int i = 0; i < indices.Length; i++)
            indices[i] = AxisRules.Resolve(given[i], input.Shape[axis]);
        if (indices.Length == 0)
            throw node.Error("it has no indices");
        long step = indices.Length > 1 ? indices[1] - indices[0] : 1;
        for (int i = 1; i < indices.Length; i++)
        {
            if (step < 1 || indices[i] - indices[i - 1] != step)
                throw node.Error($"its indices {TextOf(indices)} are no ascending range, which is what is supported for computed values");
        }

        TensorShape shape = Lengths.Shape([.. input.Shape.Take(axis), .. node.Value(1).Shape, .. input.Shape.Skip(axis + 1)]);
        var cut = new Cut(axis, (int)indices[0], (int)step, indices.Length);
        if (cut.IsWhole(input.Shape))
            return ShapeOperators.ReshapeTo(node, input, shape);
        return node.Value(1).Shape.Rank == 1
            ? node.Emit(LayerOf(node, cut), [input])
            : ShapeOperators.ReshapeTo(node, node.EmitStep(LayerOf(node, cut), [input]), shape);
    }

    private static string TextOf(long[] indices)
    {
        const int Most = 8;
        return $"[{string.Join(", ", indices.Take(Most))}{(indices.Length > Most ? ", ..." : "")}]";
    }

    /// <summary>A cut as a layer.</summary>
    private static Slice LayerOf(NodeContext node, Cut cut)
    {
        if (cut.Count == 0)
            throw node.Error($"it leaves nothing of axis {cut.Axis}");
        if (cut.Step < 0 && cut.Count > 1)
            throw node.Error($"it turns axis {cut.Axis} round (step {cut.Step}), which is supported for constants only");
        int step = Math.Max(cut.Step, 1);
        return new Slice(cut.Axis, cut.Start, cut.Start + (cut.Count - 1) * step + 1, step);
    }
}
