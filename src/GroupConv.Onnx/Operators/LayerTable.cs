using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Operators;

/// <summary>The operators that become layers.</summary>
internal static class LayerTable
{
    /// <summary>By name: what makes the outputs of a node.</summary>
    public static IReadOnlyDictionary<string, Func<NodeContext, IReadOnlyList<GraphValue>>> Operators { get; } =
        new Dictionary<string, Func<NodeContext, IReadOnlyList<GraphValue>>>
        {
            ["Conv"] = One(ConvOperators.Conv),
            ["ConvTranspose"] = One(ConvOperators.ConvTranspose),
            ["BatchNormalization"] = NormalizationOperators.BatchNormalization,

            ["MaxPool"] = One(PoolOperators.MaxPool),
            ["AveragePool"] = One(PoolOperators.AveragePool),
            ["GlobalAveragePool"] = One(PoolOperators.GlobalAveragePool),
            ["GlobalMaxPool"] = One(PoolOperators.GlobalMaxPool),
            ["ReduceMean"] = One(PoolOperators.ReduceMean),

            ["Relu"] = One(ActivationOperators.Relu),
            ["Clip"] = One(ActivationOperators.Clip),
            ["LeakyRelu"] = One(ActivationOperators.LeakyRelu),
            ["PRelu"] = One(ActivationOperators.PRelu),
            ["Sigmoid"] = One(ActivationOperators.Sigmoid),
            ["Tanh"] = One(ActivationOperators.Tanh),
            ["HardSigmoid"] = One(ActivationOperators.HardSigmoid),
            ["HardSwish"] = One(ActivationOperators.HardSwish),
            ["Softmax"] = One(NormalizationOperators.Softmax),

            ["Add"] = One(ArithmeticOperators.Add),
            ["Sub"] = One(ArithmeticOperators.Sub),
            ["Mul"] = One(ArithmeticOperators.Mul),
            ["Div"] = One(ArithmeticOperators.Div),
            ["Gemm"] = One(MatrixOperators.Gemm),
            ["MatMul"] = One(MatrixOperators.MatMul),

            ["Concat"] = One(PartOperators.Concat),
            ["Split"] = PartOperators.Split,
            ["Slice"] = One(PartOperators.Slice),
            ["Gather"] = One(PartOperators.Gather),
            ["Pad"] = One(PadOperator.Pad),
            ["Resize"] = One(ResizeOperator.Resize),
            ["Upsample"] = One(ResizeOperator.Upsample),

            ["Reshape"] = One(ShapeOperators.Reshape),
            ["Flatten"] = One(ShapeOperators.Flatten),
            ["Squeeze"] = One(ShapeOperators.Squeeze),
            ["Unsqueeze"] = One(ShapeOperators.Unsqueeze),
            ["Transpose"] = One(ShapeOperators.Transpose),
            ["Expand"] = One(ShapeOperators.Expand),

            ["Identity"] = One(PassingOperators.Identity),
            ["Dropout"] = One(PassingOperators.Dropout),
            ["Cast"] = One(PassingOperators.Cast),
        };

    private static Func<NodeContext, IReadOnlyList<GraphValue>> One(Func<NodeContext, RuntimeValue> import) => node => [import(node)];
}
