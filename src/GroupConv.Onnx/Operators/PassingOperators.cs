using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Reading;
using GroupConv.Onnx.Schema;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Operators;

/// <summary>Operators whose output is their input, at inference: they leave no layer.</summary>
internal static class PassingOperators
{
    public static RuntimeValue Identity(NodeContext node) => node.Runtime(0);

    public static RuntimeValue Dropout(NodeContext node)
    {
        // How many elements are dropped in training: an attribute before opset 12.
        node.Attributes.Ignore("ratio", "seed");
        node.Ignore(1);
        if (node.Has(2) && node.Integers(2, "training_mode").ContainsAnyExcept(0))
            throw node.Error("its input 'training_mode' is true: only inference is supported");
        return node.Runtime(0);
    }

    public static RuntimeValue Cast(NodeContext node)
    {
        var type = (TensorProto.Types.DataType)node.Attributes.Int32("to", 0);
        // How numbers too large for an 8-bit float are cast to one.
        node.Attributes.Ignore("saturate");
        return type == TensorProto.Types.DataType.Float
            ? node.Runtime(0)
            : throw node.Error($"it casts to {TensorReader.TypeText(type)}: layers compute with float only");
    }
}
