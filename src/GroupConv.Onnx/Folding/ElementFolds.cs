using GroupConv.Networks;
using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Operators;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Folding;

/// <summary>Operators of constants that work element by element.</summary>
internal static class ElementFolds
{
    public static ConstantTensor Arithmetic(NodeContext node, Func<float, float, float> ofFloats, Func<long, long, long> ofIntegers) =>
        Arithmetic(node, node.Constant(0, "input"), node.Constant(1, "input"), ofFloats, ofIntegers);

    /// <summary>The same with any number of inputs.</summary>
    public static ConstantTensor ArithmeticOfAll(NodeContext node, Func<float, float, float> ofFloats, Func<long, long, long> ofIntegers)
    {
        ConstantTensor result = node.Constant(0, "input");
        for (int input = 1; input < node.InputCount; input++)
        {
            result = Arithmetic(node, result, node.Constant(input, "input"), ofFloats, ofIntegers);
            node.Spend(result.Bytes); // of which the node's output shows the last only
        }

        return result;
    }

    public static ConstantTensor Comparison(NodeContext node, Func<float, float, bool> ofFloats, Func<long, long, bool> ofIntegers)
    {
        ConstantTensor a = node.Constant(0, "input"), b = node.Constant(1, "input");
        TensorShape shape = ShapeRules.Broadcast(a.Shape, b.Shape);
        long[] truths = IsFloat(node, a, b)
            ? Combined(a.Floats.Span, a.Shape, b.Floats.Span, b.Shape, shape, (x, y) => ofFloats(x, y) ? 1L : 0)
            : Combined(a.Integers, a.Shape, b.Integers, b.Shape, shape, (x, y) => ofIntegers(x, y) ? 1L : 0);
        return new(shape, truths, ConstantKind.Bool);
    }

    public static ConstantTensor Logic(NodeContext node, Func<long, long, long> ofTruths)
    {
        ConstantTensor a = Truths(node, 0), b = Truths(node, 1);
        TensorShape shape = ShapeRules.Broadcast(a.Shape, b.Shape);
        return new(shape, Combined(a.Integers, a.Shape, b.Integers, b.Shape, shape, ofTruths), ConstantKind.Bool);
    }

    public static ConstantTensor Not(NodeContext node) => Truths(node, 0).Map(value => value, value => 1 - value);

    public static ConstantTensor Where(NodeContext node)
    {
        ConstantTensor condition = Truths(node, 0), a = node.Constant(1, "input"), b = node.Constant(2, "input");
        TensorShape shape = ShapeRules.Broadcast(condition.Shape, ShapeRules.Broadcast(a.Shape, b.Shape));
        ConstantTensor chosen = Broadcast(condition, shape), yes = Broadcast(a, shape), no = Broadcast(b, shape);
        return IsFloat(node, a, b)
            ? new(shape, Chosen(chosen.Integers, yes.Floats.Span, no.Floats.Span))
            : new(shape, Chosen(chosen.Integers, yes.Integers, no.Integers), a.Kind);
    }

    public static ConstantTensor Each(NodeContext node, Func<float, float> ofFloat, Func<long, long> ofInteger) =>
        node.Constant(0, "input").Map(ofFloat, ofInteger);

    public static ConstantTensor EachFloat(NodeContext node, Func<float, float> ofFloat)
    {
        node.Floats(0, "input");
        return Each(node, ofFloat, value => value);
    }

    /// <summary>The sign is the divisor's, as in Python; with <c>fmod</c> the dividend's, as in C.</summary>
    public static ConstantTensor Mod(NodeContext node)
    {
        bool isOfC = node.Attributes.Flag("fmod");
        return Arithmetic(
            node,
            (a, b) => isOfC ? a % b : throw node.Error("it has floats, for which attribute 'fmod' must be 1"),
            isOfC ? IntegerMath.Remainder : IntegerMath.Modulus);
    }

    private static ConstantTensor Arithmetic(
        NodeContext node, ConstantTensor a, ConstantTensor b, Func<float, float, float> ofFloats, Func<long, long, long> ofIntegers)
    {
        TensorShape shape = ShapeRules.Broadcast(a.Shape, b.Shape);
        return IsFloat(node, a, b)
            ? new(shape, Combined(a.Floats.Span, a.Shape, b.Floats.Span, b.Shape, shape, ofFloats))
            : new(shape, Combined(a.Integers, a.Shape, b.Integers, b.Shape, shape, ofIntegers));
    }

    private static ConstantTensor Truths(NodeContext node, int input)
    {
        ConstantTensor constant = node.Constant(input, "input");
        return constant.Kind == ConstantKind.Bool ? constant : throw node.Error($"its input {input} must have truth values");
    }

    private static bool IsFloat(NodeContext node, ConstantTensor a, ConstantTensor b) =>
        a.Kind == b.Kind ? a.Kind == ConstantKind.Float : throw node.Error($"its inputs are of different types: {a.Kind} and {b.Kind}");

    private static ConstantTensor Broadcast(ConstantTensor constant, TensorShape shape) =>
        constant.Strided(shape, 0, StridedCopy.BroadcastStrides(constant.Shape, shape));

    private static TResult[] Combined<T, TResult>(
        ReadOnlySpan<T> a, TensorShape shapeOfA, ReadOnlySpan<T> b, TensorShape shapeOfB, TensorShape shape, Func<T, T, TResult> combine)
    {
        int elements = ConstantTensor.Elements(shape, Math.Max(a.Length, b.Length));
        ReadOnlySpan<T> left = Stretched(a, shapeOfA, shape, elements), right = Stretched(b, shapeOfB, shape, elements);
        var results = new TResult[elements];
        for (int i = 0; i < elements; i++)
            results[i] = combine(left[i], right[i]);
        return results;
    }

    private static ReadOnlySpan<T> Stretched<T>(ReadOnlySpan<T> values, TensorShape shape, TensorShape to, int elements) => shape.Equals(to)
        ? values
        : StridedCopy.Of(values, new T[elements], to, 0, StridedCopy.BroadcastStrides(shape, to));

    private static T[] Chosen<T>(ReadOnlySpan<long> condition, ReadOnlySpan<T> yes, ReadOnlySpan<T> no)
    {
        var chosen = new T[condition.Length];
        for (int i = 0; i < chosen.Length; i++)
            chosen[i] = condition[i] != 0 ? yes[i] : no[i];
        return chosen;
    }
}
