namespace GroupConv.Tests.Onnx.Cases;

/// <summary>Matrix products.</summary>
internal static class MatrixCases
{
    public static IEnumerable<OperatorCase> All() =>
    [
        Gemm("gemm", [2, 3], [3, 4], [4]),
        Gemm("gemm with a transposed weight", [2, 3], [4, 3], [4], "transB=1"),
        Gemm("gemm with factors", [2, 3], [4, 3], [1, 4], "transB=1 alpha=0.5 beta=2.0"),
        Gemm("gemm of a transposed input", [3, 2], [3, 4], [], "transA=1 beta=0.5"),
        Gemm("gemm with a bias of one number", [2, 3], [3, 4], [1]),
        Gemm("gemm with a bias by row", [2, 3], [3, 4], [2, 1]),
        Gemm("gemm with a whole bias", [2, 3], [3, 4], [2, 4]),
        new("gemm without bias", new TestModel().Input("x", 2, 3).Floats("w", [3, 4]).Node("Gemm", "x w", "y", "alpha=3.0").Output("y")),
        new("gemm of computed factors", new TestModel().Input("a", 2, 3).Input("b", 4, 3).Floats("c", [4]).Node("Gemm", "a b c", "y", "transB=1").Output("y")),
        new("gemm with a constant first factor", new TestModel().Input("b", 3, 4).Floats("a", [2, 3]).Node("Gemm", "a b", "y").Output("y")),

        new("matmul with a weight", new TestModel().Input("x", 2, 5, 3).Floats("w", [3, 4]).Node("MatMul", "x w", "y").Output("y")),
        new("matmul with a large weight", new TestModel().Input("x", 2, 50).Floats("w", [50, 33]).Node("MatMul", "x w", "y").Output("y")),
        new("matmul with a constant first factor", new TestModel().Input("x", 3, 4).Floats("w", [2, 3]).Node("MatMul", "w x", "y").Output("y")),
        new("matmul with a constant stack", new TestModel().Input("x", 2, 2, 3).Floats("w", [2, 3, 2]).Node("MatMul", "x w", "y").Output("y")),
        new("matmul of stacks", new TestModel().Input("a", 2, 1, 2, 3).Input("b", 3, 3, 2).Node("MatMul", "a b", "y").Output("y")),
    ];

    private static OperatorCase Gemm(string name, int[] input, int[] weight, int[] bias, string attributes = "") => new(name,
        new TestModel().Input("x", input).Floats("w", weight).Floats("b", bias).Node("Gemm", "x w b", "y", attributes).Output("y"));
}
