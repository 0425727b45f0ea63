namespace GroupConv.Tests.Onnx.Cases;

/// <summary>Functions of one element, arithmetic of two tensors, and softmax.</summary>
internal static class ActivationCases
{
    private static readonly int[] Plane = [2, 3, 2, 4];

    public static IEnumerable<OperatorCase> All() =>
    [
        OperatorCase.OneNode("relu", Plane, "Relu"),
        OperatorCase.OneNode("sigmoid", Plane, "Sigmoid"),
        OperatorCase.OneNode("tanh", Plane, "Tanh"),
        OperatorCase.OneNode("hard swish", Plane, "HardSwish", 14),
        OperatorCase.OneNode("hard sigmoid", Plane, "HardSigmoid"),
        OperatorCase.OneNode("hard sigmoid with other numbers", Plane, "HardSigmoid", 13, "alpha=0.4 beta=0.25"),
        OperatorCase.OneNode("leaky relu", Plane, "LeakyRelu"),
        OperatorCase.OneNode("leaky relu with a slope", Plane, "LeakyRelu", 13, "alpha=0.3"),
        OperatorCase.OneNode("clip of opset 9", Plane, "Clip", 9, "min=-0.5 max=1.5"),
        OperatorCase.OneNode("clip of opset 9 from below", Plane, "Clip", 9, "min=0.0"),
        Clip("clip", "x min max", -0.5f, 1.5f),
        Clip("clip from above", "x _ max", 0, 0.25f),
        Clip("clip to 6", "x min max", 0, 6),
        Prelu("prelu of one slope", 1),
        Prelu("prelu by channel", 3, 1, 1),
        Prelu("prelu by channel with a batch axis", 1, 3, 1, 1),

        OperatorCase.OneNode("softmax", Plane, "Softmax"),
        OperatorCase.OneNode("softmax of channels", Plane, "Softmax", 13, "axis=1"),
        OperatorCase.OneNode("softmax of opset 11", Plane, "Softmax", 11),
        OperatorCase.OneNode("softmax of opset 11 from axis 2", Plane, "Softmax", 11, "axis=2"),
        OperatorCase.OneNode("softmax of opset 9 along the last axis", Plane, "Softmax", 9, "axis=3"),
        OperatorCase.OneNode("softmax of opset 11 before axes of 1", [2, 5, 1, 1], "Softmax", 11),

        new("silu", Gated("Sigmoid", "s x")),
        new("hard swish of parts", Gated("HardSigmoid", "x s", "alpha=0.16666667")),
        new("a gate of another tensor", new TestModel().Input("x", Plane).Node("Sigmoid", "x", "s").Node("Relu", "x", "r").Node("Mul", "r s", "y").Output("y")),

        Two("add", "Add", [2, 3, 2, 4], [3, 1, 4]),
        Two("sub", "Sub", [3, 1, 4], [2, 3, 2, 4]),
        Two("mul", "Mul", [2, 3, 2, 4], [2, 3, 1, 1]),
        Two("div", "Div", [2, 1], [1, 3]),
        Constant("add of a constant by channel", "Add", "x c", 3, 1, 1),
        Constant("sub from a constant", "Sub", "c x"),
        Constant("mul by a number", "Mul", "x c", 1),
        Constant("div by a constant", "Div", "x c", 2, 4),
    ];

    private static TestModel Gated(string gate, string factors, string attributes = "") =>
        new TestModel().Input("x", Plane).Node(gate, "x", "s", attributes).Node("Mul", factors, "y").Output("y");

    private static OperatorCase Clip(string name, string inputs, float min, float max) => new(name,
        new TestModel().Input("x", Plane).Floats("min", [], min).Floats("max", [], max).Node("Clip", inputs, "y").Output("y"));

    private static OperatorCase Prelu(string name, params int[] slope) => new(name,
        new TestModel().Input("x", Plane).Floats("s", slope).Node("PRelu", "x s", "y").Output("y"));

    private static OperatorCase Two(string name, string @operator, int[] a, int[] b) => new(name,
        new TestModel().Input("a", a).Input("b", b).Node(@operator, "a b", "y").Output("y"));

    private static OperatorCase Constant(string name, string @operator, string inputs, params int[] lengths) => new(name,
        new TestModel().Input("x", Plane).Floats("c", lengths).Node(@operator, inputs, "y").Output("y"));
}
