using System.Buffers;
using System.Text;

namespace GroupConv.Benchmarks.Peers.OnnxRuntime;

/// <summary>
/// Writes fields of a Protocol Buffers message: as much of the format as an ONNX model needs
/// (https://protobuf.dev/programming-guides/encoding).
/// </summary>
internal sealed class ProtoWriter
{
    private const int VarintType = 0;
    private const int LengthType = 2;
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public ProtoWriter Integer(int field, long value)
    {
        Tag(field, VarintType);
        Varint((ulong)value);
        return this;
    }

    /// <summary>A repeated field; each value gets a tag of its own, which parsers take as well as the packed form.</summary>
    public ProtoWriter Integers(int field, params ReadOnlySpan<long> values)
    {
        foreach (long value in values)
            Integer(field, value);
        return this;
    }

    public ProtoWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtoWriter Message(int field, ProtoWriter message) => Bytes(field, message.Written);

    public ProtoWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, LengthType);
        Varint((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    private void Tag(int field, int type) => Varint(((ulong)field << 3) | (uint)type);

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.Write([(byte)(value | 0x80)]);
        _bytes.Write([(byte)value]);
    }
}
