using DataType = GroupConv.Onnx.Schema.TensorProto.Types.DataType;

namespace GroupConv.Onnx.Reading;

/// <summary>The integers of a type, all of which are read as such of 64 bits. What others would become is left to the processor.</summary>
internal readonly record struct IntegerRange(DataType Type, long Least, long Most)
{
    public static IntegerRange Of(DataType type) => type switch
    {
        DataType.Int8 => new(type, sbyte.MinValue, sbyte.MaxValue),
        DataType.Int16 => new(type, short.MinValue, short.MaxValue),
        DataType.Int32 => new(type, int.MinValue, int.MaxValue),
        DataType.Uint8 => new(type, 0, byte.MaxValue),
        DataType.Uint16 => new(type, 0, ushort.MaxValue),
        DataType.Uint32 => new(type, 0, uint.MaxValue),
        DataType.Uint64 => new(type, 0, long.MaxValue),
        _ => new(type, long.MinValue, long.MaxValue),
    };

    /// <exception cref="ArgumentException">A number is none of the type.</exception>
    public void ThrowIfNotWithin(ReadOnlySpan<long> values)
    {
        foreach (long value in values)
        {
            if (value < Least || value > Most)
                throw new ArgumentException($"{value} is no {TensorReader.TypeText(Type)}");
        }
    }
}
