using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using GroupConv.Networks.Files;

namespace GroupConv.Networks;

/// <summary>The bytes of a safetensors file.</summary>
internal static class SafeTensorsWriter
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The header with its length before it, and spaces behind it that align the data to 8 bytes.</summary>
    /// <exception cref="ArgumentException">It cannot be written.</exception>
    public static byte[] Header(StateDict tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var bytes = new ArrayBufferWriter<byte>();
        bytes.Write(new byte[SafeTensorsHeader.LengthBytes]);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
                WriteMetadata(json, metadata);
            long offset = 0;
            foreach (WeightTensor tensor in tensors)
                WriteEntry(json, tensor, ref offset);
            json.WriteEndObject();
        }

        while (bytes.WrittenCount % 8 != 0)
            bytes.Write(" "u8);
        if (bytes.WrittenCount - SafeTensorsHeader.LengthBytes > SafeTensorsHeader.MostBytes)
            throw new ArgumentException($"the header gets more than the {SafeTensorsHeader.MostBytes} bytes that the format allows", nameof(tensors));
        byte[] header = bytes.WrittenSpan.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - SafeTensorsHeader.LengthBytes);
        return header;
    }

    /// <summary>Header and values.</summary>
    public static void Write(Stream stream, byte[] header, StateDict tensors)
    {
        const int Part = 1 << 18; // a span has at most 2^31 bytes, a tensor may have more
        stream.Write(header);
        foreach (WeightTensor tensor in tensors)
        {
            for (int done = 0; done < tensor.Values.Length; done += Part)
                WritePart(stream, tensor.Values.Span.Slice(done, Math.Min(Part, tensor.Values.Length - done)));
        }
    }

    private static void WritePart(Stream stream, ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            stream.Write(MemoryMarshal.AsBytes(values));
            return;
        }

        var reversed = new int[values.Length];
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<float, int>(values), reversed);
        stream.Write(MemoryMarshal.AsBytes<int>(reversed));
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject(SafeTensorsHeader.MetadataName);
        foreach ((string key, string text) in metadata)
        {
            ThrowIfNotUnicode(key);
            ThrowIfNotUnicode(text);
            json.WriteString(key, text);
        }

        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, WeightTensor tensor, ref long offset)
    {
        if (tensor.Name == SafeTensorsHeader.MetadataName)
            throw new ArgumentException($"a tensor cannot be called '{SafeTensorsHeader.MetadataName}'", nameof(tensor));
        ThrowIfNotUnicode(tensor.Name);
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", ElementType.F32.Name);
        json.WriteStartArray("shape");
        foreach (int length in tensor.Shape)
            json.WriteNumberValue(length);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        offset = checked(offset + tensor.Shape.Elements * sizeof(float));
        json.WriteNumberValue(offset);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The writer of JSON would put another character for it, and two names could become one.</summary>
    private static void ThrowIfNotUnicode(string text)
    {
        try
        {
            _ = Strict.GetByteCount(text);
        }
        catch (EncoderFallbackException error)
        {
            throw new ArgumentException($"'{VisibleText.Short(text)}' has half of a surrogate pair, which cannot be written", error);
        }
    }
}
