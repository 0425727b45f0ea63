namespace GroupConv.Tests.Onnx.Cases;

/// <summary>Other shapes and orders of axes, channel shuffles, and what leaves no layer.</summary>
internal static class ShapeCases
{
    private static readonly int[] Plane = [2, 6, 2, 3];

    public static IEnumerable<OperatorCase> All() =>
    [
        Reshape("reshape", 0, -1, 2),
        Reshape("reshape of the batch too", 3, 8, 3),
        Reshape("reshape to itself", 2, 6, 2, 3),
        OperatorCase.OneNode("flatten", Plane, "Flatten"),
        OperatorCase.OneNode("flatten to one row", Plane, "Flatten", 13, "axis=0"),
        OperatorCase.OneNode("flatten from the last axis", Plane, "Flatten", 13, "axis=-1"),
        OperatorCase.OneNode("flatten behind the last axis", Plane, "Flatten", 13, "axis=4"),
        OperatorCase.OneNode("squeeze", [1, 3, 1, 2], "Squeeze"),
        OperatorCase.OneNode("squeeze of opset 11", [1, 3, 1, 2], "Squeeze", 11, "axes=[-2]"),
        new("squeeze of opset 13", new TestModel().Input("x", 1, 3, 1, 2).Integers("a", 0, 2).Node("Squeeze", "x a", "y").Output("y")),
        OperatorCase.OneNode("unsqueeze of opset 11", [2, 3], "Unsqueeze", 11, "axes=[3,0]"),
        new("unsqueeze of opset 13", new TestModel().Input("x", 2, 3).Integers("a", -1).Node("Unsqueeze", "x a", "y").Output("y")),
        OperatorCase.OneNode("transpose", Plane, "Transpose", 13, "perm=[0,2,3,1]"),
        OperatorCase.OneNode("transpose of all", Plane, "Transpose"),
        OperatorCase.OneNode("transpose of nothing", Plane, "Transpose", 13, "perm=[0,1,2,3]"),
        new("expand of nothing", new TestModel().Input("x", 2, 3).Integers("s", 1, 1, 3).Node("Expand", "x s", "y").Output("y")),

        Shuffle("shuffle", Plane, [2, 3, 2, 2, 3], [0, 2, 1, 3, 4]),
        Shuffle("shuffle of one plane axis", Plane, [2, 2, 3, 6], [0, 2, 1, 3]),
        Shuffle("shuffle of rows", [2, 6], [2, 2, 3], [0, 2, 1]),
        Shuffle("shuffle without a batch axis", [1, 6, 2, 3], [3, 2, 6], [1, 0, 2]),
        Shuffle("shuffle of one group", Plane, [2, 1, 6, 2, 3], [0, 2, 1, 3, 4]),
        Shuffle("no shuffle of channels", Plane, [2, 6, 2, 1, 3], [0, 1, 4, 3, 2]),
        Shuffle("no shuffle of three", Plane, [2, 3, 2, 2, 3], [0, 3, 2, 1, 4]),

        new("identity and dropout", new TestModel().Input("x", 2, 3).Floats("r", [], 0.5f)
            .Node("Identity", "x", "i").Node("Dropout", "i r", "d _").Node("Relu", "d", "y").Output("y")),
        new("dropout of opset 9", new TestModel(9).Input("x", 2, 3).Node("Dropout", "x", "d", "ratio=0.3").Node("Relu", "d", "y").Output("y")),
        new("cast to float", new TestModel().Input("x", 2, 3).Node("Cast", "x", "c", "to=1").Node("Relu", "c", "y").Output("y")),
        new("an output that is an input", new TestModel().Input("x", 2, 3).Node("Identity", "x", "y").Node("Relu", "x", "z").Output("y").Output("z")),
        new("an output that is a constant", new TestModel().Input("x", 2).Floats("c", [2, 2]).Node("Identity", "c", "y").Node("Relu", "x", "z").Output("y").Output("z")),
        new("nodes in another order", new TestModel().Input("x", 2, 3).Node("Relu", "s", "y").Node("Sub", "x t", "s").Node("Tanh", "x", "t").Output("y")),
    ];

    private static OperatorCase Reshape(string name, params long[] shape) => new(name,
        new TestModel().Input("x", Plane).Integers("s", shape).Node("Reshape", "x s", "r").Node("Relu", "r", "y").Output("y"));

    private static OperatorCase Shuffle(string name, int[] shape, int[] split, int[] order) => new(name,
        new TestModel().Input("x", shape)
            .Integers("to", [.. split.Select(length => (long)length)]).Integers("back", [.. shape.Select(length => (long)length)])
            .Node("Relu", "x", "r").Node("Reshape", "r to", "a").Node("Transpose", "a", "b", $"perm=[{string.Join(',', order)}]")
            .Node("Reshape", "b back", "y").Output("y"));
}
