using Google.Protobuf;
using GroupConv.Onnx.Schema;
using DataType = GroupConv.Onnx.Schema.TensorProto.Types.DataType;

namespace GroupConv.Tests.Onnx.Cases;

/// <summary>Arithmetic on constants, whose result is added to the input as floats; and on shapes.</summary>
internal static class FoldingCases
{
    public static IEnumerable<OperatorCase> All() =>
    [
        Integers("sum of integers", "Add", "a b"),
        Integers("difference of integers", "Sub", "a b"),
        Integers("product of integers", "Mul", "a b"),
        Integers("quotient of integers", "Div", "a b"),
        Integers("remainder of integers", "Mod", "a b"),
        Integers("remainder of integers as in C", "Mod", "a b", "fmod=1"),
        Integers("least of integers", "Min", "a b c"),
        Integers("greatest of integers", "Max", "a b c"),
        Integers("negated integers", "Neg", "a"),
        Integers("absolute integers", "Abs", "a"),
        Integers("equal integers", "Equal", "a b"),
        Integers("less integers", "Less", "a b"),
        Integers("less or equal integers", "LessOrEqual", "a b"),
        Integers("greater integers", "Greater", "a b"),
        Integers("greater or equal integers", "GreaterOrEqual", "a b"),
        Integers("gathered integers", "Gather", "a i", "axis=0"),
        Integers("integers backwards", "Slice", "a start end axis back"),
        Integers("the last integers", "Slice", "a one start"),
        Integers("repeated integers", "Tile", "a two"),
        Integers("expanded integers", "Expand", "a wide"),
        Integers("product of all integers", "ReduceProd", "a", "keepdims=0"),
        Integers("sum of all integers", "ReduceSum", "a axis"),
        Integers("range of integers", "Range", "from to by"),
        Integers("range of integers downwards", "Range", "to from down"),
        new("logic", Base().Node("Less", "a b", "l").Node("Equal", "a c", "e").Node("Not", "e", "n").Node("And", "l n", "k").Node("Or", "k e", "r")
            .Node("Where", "r a b", "f").Cast().Sum()),

        Floats("rounded down", "Floor", "p"),
        Floats("rounded up", "Ceil", "p"),
        Floats("rounded", "Round", "p"),
        Floats("root", "Sqrt", "q"),
        Floats("reciprocal", "Reciprocal", "p"),
        Floats("remainder of floats", "Mod", "p q", "fmod=1"),
        Floats("quotient of floats", "Div", "p q"),
        Floats("least of floats along an axis", "ReduceMin", "m", "axes=[0]"),
        Floats("greatest of floats along an axis", "ReduceMax", "m", "axes=[-1] keepdims=0"),
        Floats("transposed floats", "Transpose", "m", "perm=[1,0]"),
        Floats("flat floats", "Flatten", "m", "axis=0"),
        Floats("joined floats", "Concat", "m m", "axis=1"),
        Floats("range of floats", "Range", "lo hi step"),
        Floats("a constant for a shape", "ConstantOfShape", "wide"),
        new("a number for a shape", Base().Node("ConstantOfShape", "wide", "f")
            .With("value", new() { DataType = DataType.Float, Dims = { 1 }, FloatData = { 2.5f } }).Sum("f")),
        Floats("a float", "Constant", "", "value_float=1.5"),
        Floats("floats", "Constant", "", "value_floats=[1.5,-2.0]"),
        new("raw floats", Base().Node("Constant", "", "f").With("value", OfRaw(DataType.Float, [0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0])).Sum("f")),
        new("parts of a constant", Base().Node("Split", "m", "m1 m2", "axis=1").Node("Squeeze", "m2", "s").Node("Unsqueeze", "s one", "f").Sum("f")),

        Typed("doubles", OfRaw(DataType.Double, [.. BitConverter.GetBytes(1.5), .. BitConverter.GetBytes(-2.25)])),
        Typed("halves", OfRaw(DataType.Float16, [.. BitConverter.GetBytes((Half)1.5f), .. BitConverter.GetBytes((Half)(-2.25f))])),
        Typed("short floats", OfRaw(DataType.Bfloat16, [0xc0, 0x3f, 0x10, 0xc0])),
        Typed("bytes", OfRaw(DataType.Uint8, [200, 3])),
        Typed("signed bytes", OfRaw(DataType.Int8, [200, 3])),
        Typed("integers of 16 bits", OfRaw(DataType.Int16, [0xff, 0xff, 3, 1])),
        Typed("integers of 16 bits without a sign", OfRaw(DataType.Uint16, [0xff, 0xff, 3, 1])),
        Typed("integers of 32 bits", OfRaw(DataType.Int32, [0xff, 0xff, 0xff, 0xff, 3, 1, 0, 0])),
        Typed("integers of 32 bits without a sign", OfRaw(DataType.Uint32, [0xff, 0, 0, 0, 3, 1, 0, 0])),
        Typed("integers of 64 bits", OfRaw(DataType.Int64, [.. BitConverter.GetBytes(-5L), .. BitConverter.GetBytes(7L)])),
        Typed("truth values", OfRaw(DataType.Bool, [1, 0])),
        Typed("integers in a field", new TensorProto { DataType = DataType.Int32, Dims = { 2 }, Int32Data = { -3, 4 } }),
        Typed("doubles in a field", new TensorProto { DataType = DataType.Double, Dims = { 2 }, DoubleData = { -3.5, 4 } }),
        Typed("halves in a field", new TensorProto { DataType = DataType.Float16, Dims = { 2 }, Int32Data = { 0x3e00, 0xc080 } }),
        new("casts", Base().Node("Cast", "p", "p1", "to=6").Node("Cast", "p1", "p2", "to=9").Node("Cast", "p2", "p3", "to=11").Node("Cast", "p3", "f", "to=1").Sum("f")),

        new("a view as PyTorch exports it", new TestModel().Input("x", 2, 3, 4).Integers("zero", 0).Integers("rest", -1)
            .Node("Constant", "", "first").With("value", TestModel.OfInteger(0)).Node("Shape", "x", "s").Node("Gather", "s first", "g").Node("Unsqueeze", "g zero", "u")
            .Node("Concat", "u rest", "v", "axis=0").Node("Reshape", "x v", "y").Output("y")),
        new("a part of a shape", new TestModel(15).Input("x", 2, 3, 4).Node("Shape", "x", "s", "start=-2 end=100").Node("ReduceProd", "s", "f").Cast().Sum()),
        new("a size", new TestModel(13).Input("x", 2, 3, 4).Node("Size", "x", "f").Cast().Sum()),
        new("half of the channels", new TestModel().Input("x", 1, 6, 2).Integers("one", 1).Integers("two", 2).Integers("zero", 0)
            .Node("Shape", "x", "s").Node("Gather", "s one", "c").Node("Div", "c two", "h").Node("Slice", "x zero h one", "y").Output("y")),
    ];

    /// <summary>Constants of several sorts; of those that are not used nothing is read.</summary>
    private static TestModel Base() => new TestModel().Input("x", 1, 1)
        .Integers("a", 7, -7, 6, 5).Integers("b", 3, 3, -4, 5).Integers("c", 0, -9, 6, 9).Integers("i", -1, 0, 2)
        .Integers("start", long.MaxValue).Integers("end", long.MinValue).Integers("axis", 0).Integers("back", -2)
        .Integers("one", 1).Integers("two", 2).Integers("wide", 3, 4)
        .Node("Constant", "", "from").With("value", TestModel.OfInteger(2)).Node("Constant", "", "to").With("value", TestModel.OfInteger(9))
        .Node("Constant", "", "by").With("value", TestModel.OfInteger(3)).Node("Constant", "", "down").With("value", TestModel.OfInteger(-2))
        .Floats("p", [4], 1.5f, -1.5f, 2.25f, 0.75f).Floats("q", [4], 0.5f, 4, 1, 3).Floats("m", [2, 4], 1, 5, -2, 4, 0, 9, 3, -7)
        .Floats("lo", [], 0.5f).Floats("hi", [], 2).Floats("step", [], 0.375f);

    private static OperatorCase Integers(string name, string @operator, string inputs, string attributes = "") =>
        new(name, Base().Node(@operator, inputs, "f", attributes).Cast().Sum());

    private static OperatorCase Floats(string name, string @operator, string inputs, string attributes = "") =>
        new(name, Base().Node(@operator, inputs, "f", attributes).Sum("f"));

    private static OperatorCase Typed(string name, TensorProto tensor) =>
        new(name, new TestModel().Input("x", 1, 1).Node("Constant", "", "c").With("value", tensor).Node("Cast", "c", "f", "to=1").Sum("f"));

    private static TensorProto OfRaw(DataType type, byte[] bytes) => new() { DataType = type, Dims = { 2 }, RawData = ByteString.CopyFrom(bytes) };

    private static TestModel Cast(this TestModel model) => model.Node("Cast", "f", "g", "to=1");

    private static TestModel Sum(this TestModel model, string constant = "g") => model.Node("Add", $"x {constant}", "y").Output("y");
}
