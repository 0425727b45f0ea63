using GroupConv.Networks.Compilation;
using GroupConv.Networks.Steps;
using GroupConv.Networks.Training.Steps;

namespace GroupConv.Networks.Training;

/// <summary>Sums, differences, products and quotients of two tensors, either of which may be stretched.</summary>
internal static class PairSteps
{
    public static void Add(NodeSteps node)
    {
        (Place a, Place b) = (node.Input(), node.Input(1));
        Strides walk = Walk(node.OutputShape, node.InputShapes[0], node.InputShapes[1], node.OutputShape);
        node.Forward.Add(node.Layer switch
        {
            Networks.Add => new ArithmeticStep<AddOp>(walk, a, b, node.Output),
            Sub => new ArithmeticStep<SubOp>(walk, a, b, node.Output),
            Mul => new ArithmeticStep<MulOp>(walk, a, b, node.Output),
            _ => new ArithmeticStep<DivOp>(walk, a, b, node.Output),
        });
        for (int input = 0; input < 2; input++)
        {
            if (node.Target(input) is { } target)
                node.Backward.Add(IsStretched(node, input) ? Sum(node, input, target) : Each(node, input, target));
        }
    }

    private static bool IsStretched(NodeSteps node, int input) => node.InputShapes[input].Elements != node.OutputShape.Elements;

    /// <summary>The gradient of an input that was not stretched; the other may have been.</summary>
    private static IStep Each(NodeSteps node, int input, Place target)
    {
        Strides walk = Walk(node.OutputShape, node.OutputShape, node.InputShapes[1 - input], node.OutputShape);
        Place gradient = node.Gradient, other = node.Input(1 - input);
        return (node.Layer, input) switch
        {
            (Networks.Add, _) or (Sub, 0) => CopySteps.OfAll(new GraphTensor(node.OutputShape), gradient, target).Step(),
            (Mul, _) => new ArithmeticStep<MulOp>(walk, gradient, other, target),
            (Div, 0) => new ArithmeticStep<DivOp>(walk, gradient, other, target),
            _ => Sum(node, input, target),
        };
    }

    private static IStep Sum(NodeSteps node, int input, Place target) => (node.Layer, input) switch
    {
        (Networks.Add, _) or (Sub, 0) => Sum<PassGradient>(node, input, target),
        (Sub, _) => Sum<NegativeGradient>(node, input, target),
        (Mul, _) => Sum<FactorGradient>(node, input, target),
        (Div, 0) => Sum<DividendGradient>(node, input, target),
        _ => Sum<DivisorGradient>(node, input, target),
    };

    private static BroadcastSumStep<TOp> Sum<TOp>(NodeSteps node, int input, Place target)
        where TOp : struct, IPairGradientOp
    {
        int[] lengths = [.. node.OutputShape];
        long[] own = Strides.Stretched(node.InputShapes[input].AsSpan(), lengths), other = Strides.Stretched(node.InputShapes[1 - input].AsSpan(), lengths);
        long[] result = Strides.Dense(lengths);
        int[] kept = [.. Enumerable.Range(0, lengths.Length).Where(axis => own[axis] != 0)];
        int[] summed = [.. Enumerable.Range(0, lengths.Length).Where(axis => own[axis] == 0)];
        var outer = new Strides(Of(kept, lengths), Of(kept, own), Of(kept, other), Of(kept, result));
        var inner = new Strides(Of(summed, lengths), Of(summed, other), Of(summed, result));
        return new BroadcastSumStep<TOp>(outer, inner, node.Input(input), node.Input(1 - input), node.Gradient, target);
    }

    private static T[] Of<T>(int[] axes, T[] values) => [.. axes.Select(axis => values[axis])];

    private static Strides Walk(TensorShape shape, TensorShape a, TensorShape b, TensorShape result)
    {
        ReadOnlySpan<int> lengths = shape.AsSpan();
        return new Strides(lengths, Strides.Stretched(a.AsSpan(), lengths), Strides.Stretched(b.AsSpan(), lengths), Strides.Stretched(result.AsSpan(), lengths));
    }
}
