namespace GroupConv.Tests.Onnx.Cases;

/// <summary>Taking tensors apart and putting them together, and padding.</summary>
internal static class PartCases
{
    private static readonly int[] Plane = [2, 6, 3, 4];

    public static IEnumerable<OperatorCase> All() =>
    [
        new("concat", new TestModel().Input("a", 1, 2, 3).Input("b", 1, 2, 1).Node("Concat", "a b a", "y", "axis=-1").Output("y")),
        new("concat with a constant", new TestModel().Input("a", 1, 2, 3).Floats("c", [1, 1, 3]).Node("Concat", "a c", "y", "axis=1").Output("y")),
        new("concat of one", new TestModel().Input("a", 1, 2, 3).Node("Relu", "a", "r").Node("Concat", "r", "y", "axis=1").Output("y")),

        Split("split into equal parts", 13, "x", "a b c"),
        new("split of opset 11", Splitter(11).Node("Split", "x", "a b", "axis=1 split=[2,4]").Output("a").Output("b")),
        new("split of opset 13", Splitter(13).Integers("s", 1, 3, 2).Node("Split", "x s", "a b c", "axis=1").Output("a").Output("b").Output("c")),
        new("split of opset 18", Splitter(18).Node("Split", "x", "a b c d", "axis=3 num_outputs=4").Output("a").Output("d")),
        new("split with a smaller last part", Splitter(18).Node("Split", "x", "a b", "axis=2 num_outputs=2").Output("a").Output("b")),

        new("slice of opset 9", Splitter(9).Node("Slice", "x", "y", "axes=[1,3] starts=[1,-3] ends=[-1,2147483647]").Output("y")),
        Slice("slice without axes", [0, 1], [1, 4]),
        Slice("slice with steps", [0, 1], [long.MaxValue, long.MaxValue], [1, -1], [2, 3]),
        Slice("slice of negative ends", [-4, -100], [-1, 2], [-3, 3], [2, 1]),
        Slice("slice backwards of one element", [3], [1], [1], [-2]),

        Gather("gather of one", 1, [], 4),
        Gather("gather of one from behind", -1, [], -2),
        Gather("gather of a range", 1, [3], 1, 2, 3),
        Gather("gather of a range with a step", 1, [3], 0, 2, 4),
        Gather("gather of one in two axes", 2, [1, 1], 1),
        Gather("gather of all in two axes", 1, [2, 3], 0, 1, 2, 3, 4, 5),

        new("pad of opset 9", Splitter(9).Node("Pad", "x", "y", "pads=[0,0,1,2,0,1,0,1] value=0.5").Output("y")),
        Pad("pad", 13, "constant", "x p v", 0, 1, 1, 2, 1, 0, 0, 1),
        Pad("pad that cuts off", 13, "constant", "x p", 0, -1, 1, -2, 0, 0, -1, 1),
        Pad("pad by reflection", 13, "reflect", "x p", 0, 0, 2, 1, 0, 0, 1, 3),
        Pad("pad by the edge", 13, "edge", "x p", 0, 0, 2, 1, 0, 0, 1, 3),
        Pad("pad by the other end", 19, "wrap", "x p", 0, 0, 2, 1, 0, 0, 1, 3),
        new("pad of some axes", Splitter(18).Integers("p", 1, 0, 0, 2).Integers("a", -1, 2).Node("Pad", "x p _ a", "y").Output("y")),
    ];

    private static TestModel Splitter(int opset) => new TestModel(opset).Input("x", Plane);

    private static OperatorCase Split(string name, int opset, string input, string outputs)
    {
        TestModel model = Splitter(opset).Node("Split", input, outputs, "axis=1");
        foreach (string output in outputs.Split(' '))
            model.Output(output);
        return new(name, model);
    }

    private static OperatorCase Slice(string name, long[] starts, long[] ends, long[]? axes = null, long[]? steps = null)
    {
        TestModel model = Splitter(13).Integers("starts", starts).Integers("ends", ends);
        if (axes is not null)
            model.Integers("axes", axes);
        if (steps is not null)
            model.Integers("steps", steps);
        return new(name, model.Node("Slice", $"x starts ends{(axes is null ? "" : " axes")}{(steps is null ? "" : " steps")}", "y").Output("y"));
    }

    private static OperatorCase Gather(string name, int axis, int[] shape, params long[] indices)
    {
        TestModel model = Splitter(13).Integers("flat", indices).Integers("shape", [.. shape.Select(length => (long)length)]);
        return new(name, model.Node("Reshape", "flat shape", "i").Node("Gather", "x i", "y", $"axis={axis}").Output("y"));
    }

    private static OperatorCase Pad(string name, int opset, string mode, string inputs, params long[] pads) => new(name,
        Splitter(opset).Integers("p", pads).Floats("v", [], 1.5f).Node("Pad", inputs, "y", $"mode={mode}").Output("y"));
}
