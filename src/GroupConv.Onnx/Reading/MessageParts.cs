using System.Buffers;

namespace GroupConv.Onnx.Reading;

/// <summary>A message of Protocol Buffers in two: one field, and all the others. Nothing is copied.</summary>
internal sealed class MessageParts
{
    private const int VarInt = 0, Fixed64 = 1, LengthDelimited = 2, Fixed32 = 5; // wire types (Protocol Buffers, "Encoding")

    private readonly ReadOnlyMemory<byte> _message;
    private readonly List<ReadOnlyMemory<byte>> _found = [];
    private BytesSegment? _first;
    private BytesSegment? _last;
    private int _position;

    /// <summary>Goes over a message, field by field.</summary>
    /// <param name="message">The message.</param>
    /// <param name="field">The number of a field of bytes or of messages.</param>
    /// <exception cref="OnnxException">The bytes are no message.</exception>
    public MessageParts(ReadOnlyMemory<byte> message, int field)
    {
        _message = message;
        int othersFrom = 0;
        while (_position < message.Length)
        {
            int start = _position;
            ulong tag = ReadVarInt();
            int length = Skip((int)(tag & 7));
            if (tag != (ulong)((uint)field << 3 | LengthDelimited))
                continue;
            _found.Add(message.Slice(_position - length, length));
            AddOthers(othersFrom, start);
            othersFrom = _position;
        }

        AddOthers(othersFrom, message.Length);
    }

    /// <summary>The contents of the field, as often as it is there.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Found => _found;

    /// <summary>The message without the field.</summary>
    public ReadOnlySequence<byte> Others => _first is null ? default : new(_first, 0, _last!, _last!.Memory.Length);

    private void AddOthers(int start, int end)
    {
        if (start == end)
            return;
        _last = new BytesSegment(_message[start..end], _last);
        _first ??= _last;
    }

    /// <summary>Goes over a field's value.</summary>
    /// <returns>The length of its contents, where it has contents.</returns>
    private int Skip(int wireType)
    {
        int length = 0;
        switch (wireType)
        {
            case VarInt:
                ReadVarInt();
                return length;
            case LengthDelimited:
                length = (int)Math.Min(ReadVarInt(), int.MaxValue);
                break;
            case Fixed64:
                length = sizeof(ulong);
                break;
            case Fixed32:
                length = sizeof(uint);
                break;
            default:
                throw new OnnxException($"this is no ONNX model, or a damaged one: there is no field of type {wireType}");
        }

        if (length > _message.Length - _position)
            throw new OnnxException("this is no ONNX model, or a damaged one: a field goes beyond the end");
        _position += length;
        return length;
    }

    private ulong ReadVarInt()
    {
        const int MostBits = 64;
        ReadOnlySpan<byte> bytes = _message.Span;
        ulong value = 0;
        for (int shift = 0; shift < MostBits; shift += 7)
        {
            if (_position == bytes.Length)
                throw new OnnxException("this is no ONNX model, or a damaged one: a number goes beyond the end");
            byte next = bytes[_position++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }

        throw new OnnxException("this is no ONNX model, or a damaged one: a number has too many bytes");
    }

    private sealed class BytesSegment : ReadOnlySequenceSegment<byte>
    {
        public BytesSegment(ReadOnlyMemory<byte> memory, BytesSegment? before)
        {
            Memory = memory;
            if (before is null)
                return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
