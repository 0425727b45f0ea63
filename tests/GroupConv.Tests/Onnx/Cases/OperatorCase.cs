namespace GroupConv.Tests.Onnx.Cases;

/// <summary>A small model with a name; <c>x</c> and so on are its inputs, of uniform numbers.</summary>
internal sealed record OperatorCase(string Name, TestModel Model)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<OperatorCase> All { get; } =
    [
        .. ConvCases.All(), .. PoolCases.All(), .. ActivationCases.All(), .. MatrixCases.All(),
        .. PartCases.All(), .. ResizeCases.All(), .. ShapeCases.All(), .. FoldingCases.All(),
    ];

    /// <summary>A model of an input and one node.</summary>
    public static OperatorCase OneNode(string name, int[] input, string @operator, int opset = 13, string attributes = "") =>
        new(name, new TestModel(opset).Input("x", input).Node(@operator, "x", "y", attributes).Output("y"));
}
