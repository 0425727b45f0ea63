using GroupConv.Networks;
using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Operators;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Folding;

/// <summary>Operators that take elements of one constant, in some order: each is a choice of strides.</summary>
internal static class MovingFolds
{
    public static ConstantTensor Reshape(NodeContext node) => In(node, ShapeRules.Reshape);

    public static ConstantTensor Flatten(NodeContext node) => In(node, ShapeRules.Flatten);

    public static ConstantTensor Squeeze(NodeContext node) => In(node, ShapeRules.Squeeze);

    public static ConstantTensor Unsqueeze(NodeContext node) => In(node, ShapeRules.Unsqueeze);

    public static ConstantTensor Transpose(NodeContext node)
    {
        ConstantTensor input = node.Constant(0, "input");
        int[] order = ShapeRules.Order(node, input.Shape);
        long[] strides = StridedCopy.Strides(input.Shape);
        return input.Strided([.. order.Select(axis => input.Shape[axis])], 0, [.. order.Select(axis => strides[axis])]);
    }

    public static ConstantTensor Expand(NodeContext node)
    {
        ConstantTensor input = node.Constant(0, "input");
        TensorShape shape = ShapeRules.Expand(node, input.Shape);
        return input.Strided(shape, 0, StridedCopy.BroadcastStrides(input.Shape, shape));
    }

    /// <summary>Each axis of length n becomes one of repeats, that stands still, and one of n behind it.</summary>
    public static ConstantTensor Tile(NodeContext node)
    {
        ConstantTensor input = node.Constant(0, "input");
        TensorShape repeats = Lengths.Shape(node.Integers(1, "repeats"));
        if (repeats.Rank != input.Shape.Rank)
            throw node.Error($"it has {repeats.Rank} repeats, but its input is {input.Shape}");
        TensorShape shape = Lengths.Shape([.. repeats.Zip(input.Shape).Select(pair => (long)pair.First * pair.Second)]);
        long[] own = StridedCopy.Strides(input.Shape);
        TensorShape pairs = [.. repeats.Zip(input.Shape).SelectMany(pair => new[] { pair.First, pair.Second })];
        return input.Strided(pairs, 0, [.. own.SelectMany(stride => new[] { 0, stride })]).In(shape);
    }

    public static ConstantTensor Slice(NodeContext node)
    {
        ConstantTensor input = node.Constant(0, "input");
        return PartRules.Slice(node, input.Shape).Where(cut => !cut.IsWhole(input.Shape)).Aggregate(input, Part);
    }

    public static IReadOnlyList<GraphValue> Split(NodeContext node)
    {
        ConstantTensor input = node.Constant(0, "input");
        (int axis, IReadOnlyList<int> lengths) = PartRules.Split(node, input.Shape);
        var parts = new GraphValue[lengths.Count];
        for (int i = 0, start = 0; i < parts.Length; start += lengths[i], i++)
            parts[i] = Part(input, new Cut(axis, start, 1, lengths[i]));
        return parts;
    }

    private static ConstantTensor Part(ConstantTensor input, Cut cut)
    {
        long[] strides = StridedCopy.Strides(input.Shape);
        long offset = strides[cut.Axis] * cut.Start;
        strides[cut.Axis] *= cut.Step;
        return input.Strided(input.Shape.With(cut.Axis, cut.Count), offset, strides);
    }

    private static ConstantTensor In(NodeContext node, Func<NodeContext, TensorShape, TensorShape> shape)
    {
        ConstantTensor input = node.Constant(0, "input");
        return input.In(shape(node, input.Shape));
    }
}
