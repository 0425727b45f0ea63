namespace GroupConv.Tests.Onnx.Cases;

/// <summary>Other sizes by the nearest element.</summary>
internal static class ResizeCases
{
    private static readonly int[] Plane = [1, 2, 4, 6];

    public static IEnumerable<OperatorCase> All() =>
    [
        new("upsample of opset 9", new TestModel(9).Input("x", Plane).Floats("s", [4], 1, 1, 2, 3).Node("Upsample", "x s", "y", "mode=nearest").Output("y")),
        new("resize of opset 10", new TestModel(10).Input("x", Plane).Floats("s", [4], 1, 1, 2, 1.5f).Node("Resize", "x s", "y").Output("y")),
        new("resize of opset 10 to half", new TestModel(10).Input("x", Plane).Floats("s", [4], 1, 1, 0.5f, 0.5f).Node("Resize", "x s", "y").Output("y")),
        Scaled("resize as PyTorch does", 2, 2, "coordinate_transformation_mode=asymmetric nearest_mode=floor cubic_coeff_a=-0.75"),
        Scaled("resize by default", 2, 3),
        Scaled("resize to half by default", 0.5f, 0.5f),
        Scaled("resize by half a pixel", 1.5f, 1.5f, "coordinate_transformation_mode=half_pixel nearest_mode=round_prefer_floor"),
        Scaled("resize to twice by another name", 2, 2, "coordinate_transformation_mode=pytorch_half_pixel nearest_mode=round_prefer_ceil"),
        Scaled("resize of rows only", 2, 1, "coordinate_transformation_mode=asymmetric nearest_mode=floor"),
        Scaled("resize to the same size", 1, 1, "mode=linear"),
        Sized("resize to a size", 13, [1, 2, 7, 9], "coordinate_transformation_mode=asymmetric nearest_mode=floor"),
        Sized("resize to a size by default", 13, [1, 2, 8, 3]),
        Sized("resize of some axes", 18, [12, 8], "axes=[3,2] coordinate_transformation_mode=half_pixel_symmetric antialias=0"),
        new("resize of lines", new TestModel().Input("x", 1, 2, 5).Floats("s", [3], 1, 1, 2)
            .Node("Resize", "x _ s", "y", "coordinate_transformation_mode=asymmetric nearest_mode=floor").Output("y")),
    ];

    private static OperatorCase Scaled(string name, float rows, float columns, string attributes = "") => new(name,
        new TestModel().Input("x", Plane).Floats("s", [4], 1, 1, rows, columns).Node("Resize", "x _ s", "y", attributes).Output("y"));

    private static OperatorCase Sized(string name, int opset, long[] sizes, string attributes = "") => new(name,
        new TestModel(opset).Input("x", Plane).Integers("s", sizes).Node("Resize", "x _ _ s", "y", attributes).Output("y"));
}
