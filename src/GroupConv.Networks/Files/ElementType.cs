using System.Buffers.Binary;

namespace GroupConv.Networks;

/// <summary>A type of elements that a safetensors file may hold (its <c>dtype</c>), and how one becomes a float.</summary>
/// <param name="Name">As the header says it.</param>
/// <param name="Size">Bytes of an element.</param>
/// <param name="Read">Makes a float of the bytes of one element, which lie in little-endian order. Rounds to nearest.</param>
internal sealed record ElementType(string Name, int Size, ElementType.Reader Read)
{
    public delegate float Reader(ReadOnlySpan<byte> element);

    public static ElementType F32 { get; } = new("F32", 4, BinaryPrimitives.ReadSingleLittleEndian);

    private static readonly ElementType[] All =
    [
        F32,
        new("F16", 2, bytes => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes)),
        new("BF16", 2, bytes => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16)),
        new("F64", 8, bytes => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes)),
        new("I64", 8, bytes => BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        new("I32", 4, bytes => BinaryPrimitives.ReadInt32LittleEndian(bytes)),
        new("I16", 2, bytes => BinaryPrimitives.ReadInt16LittleEndian(bytes)),
        new("I8", 1, bytes => (sbyte)bytes[0]),
        new("U64", 8, bytes => BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
        new("U32", 4, bytes => BinaryPrimitives.ReadUInt32LittleEndian(bytes)),
        new("U16", 2, bytes => BinaryPrimitives.ReadUInt16LittleEndian(bytes)),
        new("U8", 1, bytes => bytes[0]),
        new("BOOL", 1, bytes => bytes[0] == 0 ? 0 : 1),
    ];

    /// <summary>The type of a name, or null.</summary>
    public static ElementType? Find(string name) => Array.Find(All, type => type.Name == name);

    /// <summary>The names of all types, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(type => type.Name));

    /// <summary>Elements as floats.</summary>
    /// <param name="bytes">The elements, <see cref="Size"/> bytes each.</param>
    /// <param name="values">As many floats.</param>
    public void Convert(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = Read(bytes.Slice(i * Size, Size));
    }
}
