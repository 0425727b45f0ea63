using GroupConv.Networks;
using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Operators;

/// <summary>The shapes that operators give to what keeps its elements in their order: the same for constants and for computed values.</summary>
internal static class ShapeRules
{
    public static TensorShape Reshape(NodeContext node, TensorShape input)
    {
        ReadOnlySpan<long> wanted = node.Integers(1, "shape");
        if (wanted.Length > GraphValue.MostAxes)
            throw node.Error($"it has {wanted.Length} axes: {GraphValue.MostAxes} are the most");
        bool zeroIsZero = node.Attributes.Flag("allowzero");
        var lengths = new int[wanted.Length];
        int open = -1;
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            if (wanted[axis] == -1 && open < 0)
                (open, lengths[axis]) = (axis, 1);
            else if (wanted[axis] == 0 && !zeroIsZero && axis < input.Rank)
                lengths[axis] = input[axis];
            else if (wanted[axis] is < 0 or > int.MaxValue)
                throw NotPossible(input, wanted);
            else
                lengths[axis] = (int)wanted[axis];
        }

        TensorShape shape = Lengths.Shape(lengths);
        if (open >= 0)
        {
            if (shape.Elements == 0 || input.Elements % shape.Elements != 0)
                throw NotPossible(input, wanted);
            shape = shape.With(open, Lengths.Of(input.Elements / shape.Elements, $"the length of axis {open}"));
        }

        return shape.Elements == input.Elements ? shape : throw NotPossible(input, wanted);
    }

    public static TensorShape Flatten(NodeContext node, TensorShape input)
    {
        long axis = node.Attributes.Integer("axis", 1);
        int split = axis == input.Rank ? input.Rank : AxisRules.Resolve(axis, input.Rank);
        return
        [
            Lengths.Of(new TensorShape(input.AsSpan()[..split]).Elements, $"the product of the axes before {split}"),
            Lengths.Of(new TensorShape(input.AsSpan()[split..]).Elements, $"the product of the axes from {split} on"),
        ];
    }

    public static TensorShape Squeeze(NodeContext node, TensorShape input)
    {
        if (node.IntegersOf("axes", 1) is not { Length: > 0 } named)
            return [.. input.Where(length => length != 1)];
        int[] axes = AxisRules.ResolveAll(named, input.Rank);
        foreach (int axis in axes)
        {
            if (input[axis] != 1)
                throw new ArgumentException($"axis {axis} of {input} is not 1 and cannot be left out");
        }

        return [.. input.Where((_, axis) => !axes.Contains(axis))];
    }

    public static TensorShape Unsqueeze(NodeContext node, TensorShape input)
    {
        long[] named = node.IntegersOf("axes", 1) ?? throw node.Error("it lacks 'axes'");
        if (input.Rank + named.Length > GraphValue.MostAxes)
            throw node.Error($"it makes {input.Rank + named.Length} axes: {GraphValue.MostAxes} are the most");
        int[] axes = AxisRules.ResolveAll(named, input.Rank + named.Length);
        var lengths = new List<int>(input);
        foreach (int axis in axes)
            lengths.Insert(axis, 1);
        return [.. lengths];
    }

    /// <summary>The order of axes of a Transpose: reversed unless it says another.</summary>
    public static int[] Order(NodeContext node, TensorShape input)
    {
        if (node.Attributes.Integers("perm") is not { } order)
            return [.. Enumerable.Range(0, input.Rank).Reverse()];
        return order.Count == input.Rank && AxisRules.ResolveAll(order, input.Rank).Length == input.Rank
            ? [.. order.Select(axis => AxisRules.Resolve(axis, input.Rank))]
            : throw node.Error($"attribute 'perm' has {order.Count} axes, but its input is {input}");
    }

    /// <summary>The shape that an Expand gives: that of NumPy's broadcasting.</summary>
    public static TensorShape Expand(NodeContext node, TensorShape input) => Broadcast(input, Lengths.Shape(node.Integers(1, "shape")));

    /// <summary>The shape that two shapes broadcast to: aligned at the last axis, with 1 stretched to what the other has.</summary>
    /// <exception cref="ArgumentException">They do not fit.</exception>
    public static TensorShape Broadcast(TensorShape a, TensorShape b)
    {
        var lengths = new int[Math.Max(a.Rank, b.Rank)];
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            int ofA = axis - (lengths.Length - a.Rank), ofB = axis - (lengths.Length - b.Rank);
            (int x, int y) = (ofA < 0 ? 1 : a[ofA], ofB < 0 ? 1 : b[ofB]);
            if (x != y && x != 1 && y != 1)
                throw new ArgumentException($"the shapes {a} and {b} do not fit");
            lengths[axis] = x == 1 ? y : x;
        }

        return Lengths.Shape(lengths);
    }

    private static ArgumentException NotPossible(TensorShape input, ReadOnlySpan<long> wanted) =>
        new($"{input} cannot become [{string.Join(", ", wanted.ToArray())}]");
}
