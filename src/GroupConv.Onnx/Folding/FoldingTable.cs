using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Folding;

/// <summary>The operators that are computed while the model is read, where their inputs are constants: the arithmetic on shapes.</summary>
internal static class FoldingTable
{
    /// <summary>By name: what computes the outputs of a node.</summary>
    public static IReadOnlyDictionary<string, Func<NodeContext, IReadOnlyList<GraphValue>>> Operators { get; } =
        new Dictionary<string, Func<NodeContext, IReadOnlyList<GraphValue>>>
        {
            ["Shape"] = One(MakingFolds.Shape),
            ["Size"] = One(MakingFolds.Size),
            ["Constant"] = One(MakingFolds.Constant),
            ["ConstantOfShape"] = One(MakingFolds.ConstantOfShape),
            ["Range"] = One(MakingFolds.Range),
            ["Identity"] = One(node => node.Constant(0, "input")),
            ["Cast"] = One(CastFold.Cast),

            ["Reshape"] = One(MovingFolds.Reshape),
            ["Flatten"] = One(MovingFolds.Flatten),
            ["Squeeze"] = One(MovingFolds.Squeeze),
            ["Unsqueeze"] = One(MovingFolds.Unsqueeze),
            ["Transpose"] = One(MovingFolds.Transpose),
            ["Expand"] = One(MovingFolds.Expand),
            ["Tile"] = One(MovingFolds.Tile),
            ["Slice"] = One(MovingFolds.Slice),
            ["Split"] = MovingFolds.Split,
            ["Gather"] = One(JoiningFolds.Gather),
            ["Concat"] = One(JoiningFolds.Concat),

            ["BatchNormalization"] = NormalizationFolds.BatchNormalization,

            ["Add"] = One(node => ElementFolds.Arithmetic(node, (a, b) => a + b, IntegerMath.Sum)),
            ["Sub"] = One(node => ElementFolds.Arithmetic(node, (a, b) => a - b, IntegerMath.Difference)),
            ["Mul"] = One(node => ElementFolds.Arithmetic(node, (a, b) => a * b, IntegerMath.Product)),
            ["Div"] = One(node => ElementFolds.Arithmetic(node, (a, b) => a / b, IntegerMath.Quotient)),
            ["Mod"] = One(ElementFolds.Mod),
            ["Min"] = One(node => ElementFolds.ArithmeticOfAll(node, MathF.Min, Math.Min)),
            ["Max"] = One(node => ElementFolds.ArithmeticOfAll(node, MathF.Max, Math.Max)),
            ["Neg"] = One(node => ElementFolds.Each(node, value => -value, IntegerMath.Negative)),
            ["Abs"] = One(node => ElementFolds.Each(node, MathF.Abs, IntegerMath.Absolute)),
            ["Floor"] = One(node => ElementFolds.EachFloat(node, MathF.Floor)),
            ["Ceil"] = One(node => ElementFolds.EachFloat(node, MathF.Ceiling)),
            ["Round"] = One(node => ElementFolds.EachFloat(node, MathF.Round)),
            ["Sqrt"] = One(node => ElementFolds.EachFloat(node, MathF.Sqrt)),
            ["Reciprocal"] = One(node => ElementFolds.EachFloat(node, value => 1 / value)),
            ["Equal"] = One(node => ElementFolds.Comparison(node, (a, b) => a == b, (a, b) => a == b)),
            ["Less"] = One(node => ElementFolds.Comparison(node, (a, b) => a < b, (a, b) => a < b)),
            ["LessOrEqual"] = One(node => ElementFolds.Comparison(node, (a, b) => a <= b, (a, b) => a <= b)),
            ["Greater"] = One(node => ElementFolds.Comparison(node, (a, b) => a > b, (a, b) => a > b)),
            ["GreaterOrEqual"] = One(node => ElementFolds.Comparison(node, (a, b) => a >= b, (a, b) => a >= b)),
            ["And"] = One(node => ElementFolds.Logic(node, (a, b) => a & b)),
            ["Or"] = One(node => ElementFolds.Logic(node, (a, b) => a | b)),
            ["Not"] = One(ElementFolds.Not),
            ["Where"] = One(ElementFolds.Where),

            ["ReduceMean"] = One(ReducingFolds.Mean),
            ["ReduceProd"] = One(node => ReducingFolds.Reduce(node, (a, b) => a * b, IntegerMath.Product)),
            ["ReduceSum"] = One(node => ReducingFolds.Reduce(node, (a, b) => a + b, IntegerMath.Sum)),
            ["ReduceMin"] = One(node => ReducingFolds.Reduce(node, MathF.Min, Math.Min)),
            ["ReduceMax"] = One(node => ReducingFolds.Reduce(node, MathF.Max, Math.Max)),
        };

    /// <summary>Whether an operator asks for its input's shape only, which is always known.</summary>
    public static bool NeedsOnlyShapes(string @operator) => @operator is "Shape" or "Size";

    private static Func<NodeContext, IReadOnlyList<GraphValue>> One(Func<NodeContext, ConstantTensor> fold) => node => [fold(node)];
}
