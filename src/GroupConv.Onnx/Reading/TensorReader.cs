using System.Buffers.Binary;
using GroupConv.Networks;
using GroupConv.Onnx.Schema;
using GroupConv.Onnx.Values;
using DataType = GroupConv.Onnx.Schema.TensorProto.Types.DataType;

namespace GroupConv.Onnx.Reading;

/// <summary>
/// The tensors of a model's file as constants. Floats stay where the parser put them. Floats of 16 and 64 bits become such of 32, all
/// integers such of 64.
/// </summary>
internal sealed class TensorReader(ExternalData external)
{
    /// <summary>The values of a tensor.</summary>
    /// <param name="tensor">The message.</param>
    /// <param name="what">What it is called in messages: <c>tensor 'conv1.weight'</c>.</param>
    /// <exception cref="OnnxException">Its data is missing or of another length, or its type is none that is read.</exception>
    public ConstantTensor Read(TensorProto tensor, string what)
    {
        try
        {
            TensorShape shape = ShapeOf(tensor);
            ReadOnlyMemory<byte> raw = tensor.DataLocation == TensorProto.Types.DataLocation.External
                ? external.Read(tensor, checked(shape.Elements * BytesOf(tensor.DataType)))
                : tensor.RawData.Memory;
            return IsFloat(tensor.DataType)
                ? new ConstantTensor(shape, FloatsOf(tensor, raw))
                : new ConstantTensor(shape, IntegersOf(tensor, raw), tensor.DataType == DataType.Bool ? ConstantKind.Bool : ConstantKind.Integer);
        }
        catch (Exception error) when (error is ArgumentException or OverflowException)
        {
            throw new OnnxException($"{what}: {error.Message}", error);
        }
    }

    /// <summary>Whether a type's values are read as floats.</summary>
    public static bool IsFloat(DataType type) => type is DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16;

    private static TensorShape ShapeOf(TensorProto tensor)
    {
        var lengths = new int[tensor.Dims.Count];
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            long length = tensor.Dims[axis];
            if (length is < 0 or > int.MaxValue)
                throw new ArgumentException($"axis {axis} has length {length}");
            lengths[axis] = (int)length;
        }

        return new TensorShape(lengths);
    }

    private static int BytesOf(DataType type) => type switch
    {
        DataType.Bool or DataType.Int8 or DataType.Uint8 => 1,
        DataType.Float16 or DataType.Bfloat16 or DataType.Int16 or DataType.Uint16 => 2,
        DataType.Float or DataType.Int32 or DataType.Uint32 => 4,
        DataType.Double or DataType.Int64 or DataType.Uint64 => 8,
        _ => throw new ArgumentException($"its type {TypeText(type)} is not supported"),
    };

    /// <summary>A type in ONNX's words, or its number where ONNX has got new ones.</summary>
    public static string TypeText(DataType type) => type.ToString().ToLowerInvariant();

    private static ReadOnlyMemory<float> FloatsOf(TensorProto tensor, ReadOnlyMemory<byte> raw)
    {
        if (raw.IsEmpty)
        {
            return tensor.DataType switch
            {
                DataType.Float => tensor.FloatData.ToArray(),
                DataType.Double => Array.ConvertAll(tensor.DoubleData.ToArray(), value => (float)value),
                DataType.Float16 => Array.ConvertAll(tensor.Int32Data.ToArray(), bits => (float)BitConverter.Int16BitsToHalf((short)bits)),
                _ => Array.ConvertAll(tensor.Int32Data.ToArray(), OfBfloat16),
            };
        }

        return tensor.DataType switch
        {
            DataType.Float => FloatsOfBytes.Of(Whole(raw, sizeof(float))),
            DataType.Double => Convert(raw, sizeof(double), bytes => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes)),
            DataType.Float16 => Convert(raw, sizeof(short), bytes => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes)),
            _ => Convert(raw, sizeof(short), bytes => OfBfloat16(BinaryPrimitives.ReadUInt16LittleEndian(bytes))),
        };
    }

    private static ReadOnlyMemory<long> IntegersOf(TensorProto tensor, ReadOnlyMemory<byte> raw)
    {
        long[] integers = raw.IsEmpty ? IntegersOfFields(tensor) : IntegersOfRaw(tensor.DataType, raw);
        IntegerRange.Of(tensor.DataType).ThrowIfNotWithin(integers);
        return integers;
    }

    private static long[] IntegersOfRaw(DataType type, ReadOnlyMemory<byte> raw) => type switch
    {
        DataType.Bool => Convert(raw, 1, bytes => bytes[0] == 0 ? 0L : 1),
        DataType.Uint8 => Convert(raw, 1, bytes => (long)bytes[0]),
        DataType.Int8 => Convert(raw, 1, bytes => (long)(sbyte)bytes[0]),
        DataType.Int16 => Convert(raw, 2, bytes => (long)BinaryPrimitives.ReadInt16LittleEndian(bytes)),
        DataType.Uint16 => Convert(raw, 2, bytes => (long)BinaryPrimitives.ReadUInt16LittleEndian(bytes)),
        DataType.Int32 => Convert(raw, 4, bytes => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes)),
        DataType.Uint32 => Convert(raw, 4, bytes => (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes)),
        DataType.Int64 => Convert(raw, 8, BinaryPrimitives.ReadInt64LittleEndian),
        DataType.Uint64 => Convert(raw, 8, bytes => checked((long)BinaryPrimitives.ReadUInt64LittleEndian(bytes))),
        _ => throw new ArgumentException($"its type {TypeText(type)} is not supported"),
    };

    private static long[] IntegersOfFields(TensorProto tensor) => tensor.DataType switch
    {
        DataType.Int64 => tensor.Int64Data.ToArray(),
        DataType.Uint32 or DataType.Uint64 => Array.ConvertAll(tensor.Uint64Data.ToArray(), value => checked((long)value)),
        DataType.Bool => Array.ConvertAll(tensor.Int32Data.ToArray(), value => value == 0 ? 0L : 1),
        DataType.Int8 or DataType.Uint8 or DataType.Int16 or DataType.Uint16 or DataType.Int32 =>
            Array.ConvertAll(tensor.Int32Data.ToArray(), value => (long)value),
        _ => throw new ArgumentException($"its type {TypeText(tensor.DataType)} is not supported"),
    };

    private static float OfBfloat16(int bits) => BitConverter.Int32BitsToSingle(bits << 16);

    private static T[] Convert<T>(ReadOnlyMemory<byte> raw, int bytes, ValueOf<T> value)
    {
        ReadOnlySpan<byte> source = Whole(raw, bytes).Span;
        var values = new T[source.Length / bytes];
        for (int i = 0; i < values.Length; i++)
            values[i] = value(source.Slice(i * bytes, bytes));
        return values;
    }

    private static ReadOnlyMemory<byte> Whole(ReadOnlyMemory<byte> raw, int bytes) =>
        raw.Length % bytes == 0 ? raw : throw new ArgumentException($"its {raw.Length} bytes are no whole number of elements");

    private delegate T ValueOf<T>(ReadOnlySpan<byte> bytes);
}
