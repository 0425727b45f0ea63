using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Reading;
using GroupConv.Onnx.Values;
using DataType = GroupConv.Onnx.Schema.TensorProto.Types.DataType;

namespace GroupConv.Onnx.Folding;

/// <summary>Constants in another type.</summary>
internal static class CastFold
{
    public static ConstantTensor Cast(NodeContext node)
    {
        node.Attributes.Ignore("saturate");
        ConstantTensor input = node.Constant(0, "input");
        var type = (DataType)node.Attributes.Int32("to", 0);
        bool isFloat = input.Kind == ConstantKind.Float;
        switch (type)
        {
            case DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16:
                return isFloat ? input : new(input.Shape, Array.ConvertAll(input.Integers.ToArray(), value => (float)value));
            case DataType.Bool:
                long[] truths = isFloat
                    ? Array.ConvertAll(input.Floats.ToArray(), value => value == 0 ? 0L : 1)
                    : Array.ConvertAll(input.Integers.ToArray(), value => value == 0 ? 0L : 1);
                return new(input.Shape, truths, ConstantKind.Bool);
            case DataType.Int8 or DataType.Int16 or DataType.Int32 or DataType.Int64:
            case DataType.Uint8 or DataType.Uint16 or DataType.Uint32 or DataType.Uint64:
                long[] integers = isFloat ? Array.ConvertAll(input.Floats.ToArray(), ToInteger) : input.Integers.ToArray();
                IntegerRange.Of(type).ThrowIfNotWithin(integers);
                return new(input.Shape, integers);
            default:
                throw node.Error($"it casts to {TensorReader.TypeText(type)}, which is not supported");
        }
    }

    /// <summary>Rounded towards 0.</summary>
    private static long ToInteger(float value)
    {
        const float Beyond = 9223372036854775808f; // 2^63
        return value is >= -Beyond and < Beyond
            ? (long)value
            : throw new ArgumentException(FormattableString.Invariant($"{value} is no integer of 64 bits"));
    }
}
