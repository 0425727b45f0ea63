using System.Buffers.Binary;
using System.Globalization;
using GroupConv.Networks;
using GroupConv.Onnx.Importing;
using GroupConv.Onnx.Schema;
using GroupConv.Onnx.Values;
using DataType = GroupConv.Onnx.Schema.TensorProto.Types.DataType;

namespace GroupConv.Onnx.Reading;

/// <summary>
/// The tensors of a model's file as constants. Floats stay where the parser put them. Floats of 16 and 64 bits become such of 32, all
/// integers such of 64.
/// </summary>
/// <param name="external">The data that is in other files.</param>
/// <param name="budget">Learns what the model has itself.</param>
internal sealed class TensorReader(ExternalTensors external, ConstantBudget budget)
{
    // How many bytes were read of each other file, and up to where: tensors may share bytes, but not pass for more than there are.
    private readonly Dictionary<string, (long Read, long End)> _files = [];

    /// <summary>The values of a tensor.</summary>
    /// <param name="tensor">The message.</param>
    /// <param name="what">What it is called in messages: <c>tensor 'conv1.weight'</c>.</param>
    /// <exception cref="OnnxException">Its data is missing or of another length, or its type is none that is read.</exception>
    public ConstantTensor Read(TensorProto tensor, string what)
    {
        try
        {
            TensorShape shape = ShapeOf(tensor);
            bool isExternal = tensor.DataLocation == TensorProto.Types.DataLocation.External;
            ReadOnlyMemory<byte> raw = isExternal ? ReadExternal(tensor, shape) : tensor.RawData.Memory;
            ConstantTensor constant = IsFloat(tensor.DataType)
                ? new ConstantTensor(shape, FloatsOf(tensor, raw))
                : new ConstantTensor(shape, IntegersOf(tensor, raw), tensor.DataType == DataType.Bool ? ConstantKind.Bool : ConstantKind.Integer);
            if (!isExternal)
                budget.AddOwn(constant.Bytes);
            return constant;
        }
        catch (OverflowException error)
        {
            throw new OnnxException($"{what}: its shape [{string.Join(", ", tensor.Dims)}] has more than 2^63 - 1 elements", error);
        }
        catch (ArgumentException error)
        {
            throw new OnnxException($"{what}: {error.Message}", error);
        }
    }

    /// <summary>Bytes that are read for the first time are the model's own; what is read of them again is counted as computed.</summary>
    private ReadOnlyMemory<byte> ReadExternal(TensorProto tensor, TensorShape shape)
    {
        long size = BytesOf(tensor.DataType);
        if (shape.Elements > long.MaxValue / size)
            throw new ArgumentException($"its shape {shape} needs more than 2^63 - 1 bytes");
        ReadOnlyMemory<byte> raw = external.Read(tensor, shape.Elements * size);
        string location = tensor.ExternalData.FirstOrDefault(entry => entry.Key == "location")?.Value ?? "";
        _ = long.TryParse(tensor.ExternalData.FirstOrDefault(entry => entry.Key == "offset")?.Value, CultureInfo.InvariantCulture, out long offset);
        (long read, long end) = _files.GetValueOrDefault(location);
        (long readNow, long endNow) = (read + raw.Length, Math.Max(end, offset + raw.Length));
        _files[location] = (readNow, endNow);
        long own = Math.Min(raw.Length, Math.Min(readNow, endNow) - Math.Min(read, end));
        budget.AddOwn(own);
        budget.Spend(raw.Length - own);
        return raw;
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
        DataType.Uint64 => Convert(raw, 8, bytes => OfUint64(BinaryPrimitives.ReadUInt64LittleEndian(bytes))),
        _ => throw new ArgumentException($"its type {TypeText(type)} is not supported"),
    };

    private static long[] IntegersOfFields(TensorProto tensor) => tensor.DataType switch
    {
        DataType.Int64 => tensor.Int64Data.ToArray(),
        DataType.Uint32 or DataType.Uint64 => Array.ConvertAll(tensor.Uint64Data.ToArray(), OfUint64),
        DataType.Bool => Array.ConvertAll(tensor.Int32Data.ToArray(), value => value == 0 ? 0L : 1),
        DataType.Int8 or DataType.Uint8 or DataType.Int16 or DataType.Uint16 or DataType.Int32 =>
            Array.ConvertAll(tensor.Int32Data.ToArray(), value => (long)value),
        _ => throw new ArgumentException($"its type {TypeText(tensor.DataType)} is not supported"),
    };

    private static long OfUint64(ulong value) =>
        value <= long.MaxValue ? (long)value : throw new ArgumentException($"{value} is more than 2^63 - 1, the most that is supported");

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
