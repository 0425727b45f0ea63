using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace GroupConv.Tests.Networks;

/// <summary>Safetensors files made by hand.</summary>
internal static class SafeTensorsBytes
{
    /// <summary>A header as it is, with its length before it, and so many bytes of data: 0, 1, 2 and so on.</summary>
    public static byte[] Of(string header, int dataBytes) => Of(header, [.. Enumerable.Range(0, dataBytes).Select(i => (byte)i)]);

    public static byte[] Of(string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. data];
    }

    /// <summary>The bits of values, to compare -0 and NaN too.</summary>
    public static int[] BitsOf(ReadOnlySpan<float> values) => MemoryMarshal.Cast<float, int>(values).ToArray();

    /// <summary>Makes the length true again.</summary>
    public static void Repair(List<byte> file)
    {
        int length = file.LastIndexOf((byte)'}') + 1 - 8;
        if (length <= 0)
            return;
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        for (int i = 0; i < bytes.Length; i++)
            file[i] = bytes[i];
    }
}
