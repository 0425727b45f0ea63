namespace GroupConv.Tests.Onnx.Cases;

/// <summary>Convolutions, their transposes and batch norms.</summary>
internal static class ConvCases
{
    public static IEnumerable<OperatorCase> All() =>
    [
        Conv("conv with all attributes", [1, 4, 6, 5], [6, 2, 3, 2],
            "group=2 pads=[1,0,2,1] strides=[2,1] dilations=[1,2] kernel_shape=[3,2] auto_pad=NOTSET"),
        Conv("conv same upper", [2, 2, 5, 6], [3, 2, 2, 4], "auto_pad=SAME_UPPER strides=[2,3]"),
        Conv("conv same lower", [1, 2, 5, 6], [3, 2, 2, 4], "auto_pad=SAME_LOWER strides=[2,3]"),
        Conv("conv valid", [1, 2, 5, 6], [3, 2, 2, 4], "auto_pad=VALID"),
        Conv("conv of lines", [2, 4, 9], [4, 1, 3], "group=4 pads=[2,1] strides=[2] dilations=[2]"),
        Conv("conv of lines same lower", [1, 2, 7], [3, 2, 4], "auto_pad=SAME_LOWER strides=[2]"),
        new("conv without bias", new TestModel().Input("x", 1, 3, 4, 4).Floats("w", [2, 3, 1, 1]).Node("Conv", "x w", "y").Output("y")),

        Transpose("transpose with all attributes", [1, 4, 3, 4], [4, 3, 3, 2], outputs: 6,
            "group=2 pads=[1,0,0,1] strides=[2,3] output_padding=[1,2] dilations=[2,1] kernel_shape=[3,2]"),
        Transpose("transpose same upper", [1, 2, 3, 4], [2, 1, 4, 5], outputs: 1, "auto_pad=SAME_UPPER strides=[1,2]"),
        Transpose("transpose same lower", [1, 2, 3, 4], [2, 1, 4, 5], outputs: 1, "auto_pad=SAME_LOWER strides=[1,2]"),
        Transpose("transpose to a smaller shape", [1, 1, 3, 3], [1, 2, 4, 4], outputs: 2, "output_shape=[7,6] strides=[2,2]"),
        Transpose("transpose to a larger shape", [1, 1, 3, 3], [1, 2, 3, 3], outputs: 2, "output_shape=[10,8] strides=[3,2]"),
        Transpose("transpose of lines", [2, 4, 5], [4, 1, 3], outputs: 2, "group=2 pads=[1,0] strides=[2] output_padding=[1]"),
        Transpose("transpose of lines to a shape", [1, 2, 5], [2, 3, 4], outputs: 3, "output_shape=[11] strides=[2]"),

        Norm("norm of opset 9", 9, [2, 3, 2, 2], "epsilon=0.01 momentum=0.5"),
        Norm("norm of opset 15", 15, [2, 3, 4], "training_mode=0"),
        Norm("norm of rows", 13, [2, 3]),
    ];

    private static OperatorCase Conv(string name, int[] input, int[] weight, string attributes = "") => new(name,
        new TestModel().Input("x", input).Floats("w", weight).Floats("b", [weight[0]]).Node("Conv", "x w b", "y", attributes).Output("y"));

    private static OperatorCase Transpose(string name, int[] input, int[] weight, int outputs, string attributes = "") => new(name,
        new TestModel().Input("x", input).Floats("w", weight).Floats("b", [outputs]).Node("ConvTranspose", "x w b", "y", attributes).Output("y"));

    private static OperatorCase Norm(string name, int opset, int[] input, string attributes = "") => new(name,
        new TestModel(opset).Input("x", input).Floats("s", [3]).Floats("b", [3]).Floats("m", [3]).Floats("v", [3], 0.5f, 2, 1)
            .Node("BatchNormalization", "x s b m v", "y", attributes).Output("y"));
}
