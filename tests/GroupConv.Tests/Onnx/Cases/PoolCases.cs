namespace GroupConv.Tests.Onnx.Cases;

/// <summary>Pools and means.</summary>
internal static class PoolCases
{
    private static readonly int[] Plane = [1, 2, 7, 6];
    private static readonly int[] Line = [2, 3, 7];

    public static IEnumerable<OperatorCase> All() =>
    [
        OperatorCase.OneNode("max pool", Plane, "MaxPool", 13, "kernel_shape=[3,2] strides=[2,1] pads=[1,0,0,1]"),
        OperatorCase.OneNode("max pool whose strides are 1", Plane, "MaxPool", 9, "kernel_shape=[3,2] storage_order=0"),
        OperatorCase.OneNode("max pool rounded up", Plane, "MaxPool", 10, "kernel_shape=[2,3] strides=[2,2] ceil_mode=1"),
        OperatorCase.OneNode("max pool same upper", Plane, "MaxPool", 13, "kernel_shape=[4,3] strides=[3,2] auto_pad=SAME_UPPER"),
        OperatorCase.OneNode("max pool same lower", Plane, "MaxPool", 13, "kernel_shape=[4,3] strides=[3,2] auto_pad=SAME_LOWER"),
        OperatorCase.OneNode("max pool valid", Plane, "MaxPool", 13, "kernel_shape=[4,3] auto_pad=VALID dilations=[1,1]"),
        OperatorCase.OneNode("max pool of lines", Line, "MaxPool", 13, "kernel_shape=[3] strides=[2] pads=[1,1]"),
        OperatorCase.OneNode("max pool of lines same lower", Line, "MaxPool", 13, "kernel_shape=[2] auto_pad=SAME_LOWER"),

        OperatorCase.OneNode("average pool", Plane, "AveragePool", 9, "kernel_shape=[3,2] strides=[2,1] pads=[1,0,0,1]"),
        OperatorCase.OneNode("average pool with padding", Plane, "AveragePool", 13,
            "kernel_shape=[3,2] strides=[2,1] pads=[1,0,0,1] count_include_pad=1"),
        OperatorCase.OneNode("average pool rounded up", Plane, "AveragePool", 19, "kernel_shape=[2,3] strides=[2,2] ceil_mode=1 dilations=[1,1]"),
        OperatorCase.OneNode("average pool same upper", Plane, "AveragePool", 13, "kernel_shape=[4,3] strides=[3,2] auto_pad=SAME_UPPER"),
        OperatorCase.OneNode("average pool of lines", Line, "AveragePool", 13, "kernel_shape=[3] pads=[0,1]"),

        OperatorCase.OneNode("global average pool", Plane, "GlobalAveragePool"),
        OperatorCase.OneNode("global average pool of lines", Line, "GlobalAveragePool"),
        OperatorCase.OneNode("global max pool", Plane, "GlobalMaxPool"),
        OperatorCase.OneNode("global max pool of lines", Line, "GlobalMaxPool"),

        OperatorCase.OneNode("mean of planes", Plane, "ReduceMean", 13, "axes=[2,3] keepdims=0"),
        OperatorCase.OneNode("mean of negative axes", Plane, "ReduceMean", 11, "axes=[-1,1]"),
        OperatorCase.OneNode("mean of all", Plane, "ReduceMean", 13),
        OperatorCase.OneNode("mean of nothing", Plane, "ReduceMean", 18, "noop_with_empty_axes=1"),
        new("mean of axes of opset 18", new TestModel(18).Input("x", Plane).Integers("axes", 1).Node("ReduceMean", "x axes", "y", "keepdims=0").Output("y")),
    ];
}
