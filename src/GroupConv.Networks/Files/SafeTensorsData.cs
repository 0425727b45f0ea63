using System.Runtime.InteropServices;

namespace GroupConv.Networks;

/// <summary>Makes arrays of floats of the data of a safetensors file, wherever its bytes come from.</summary>
internal static class SafeTensorsData
{
    private const int PartElements = 1 << 20; // a span has at most 2^31 bytes, a tensor may have more

    /// <summary>Reads bytes.</summary>
    /// <param name="offset">Where they are in the file.</param>
    /// <param name="bytes">Receives them, all of it.</param>
    public delegate void Reader(long offset, Span<byte> bytes);

    /// <summary>The values of a tensor.</summary>
    /// <param name="tensor">What the header says of it.</param>
    /// <param name="dataOffset">Where the data of all tensors begins.</param>
    /// <param name="read">Reads the file.</param>
    public static float[] Values(SafeTensorsEntry tensor, long dataOffset, Reader read)
    {
        var values = new float[tensor.Shape.Elements];
        bool areFloats = tensor.Type == ElementType.F32 && BitConverter.IsLittleEndian;
        byte[] other = areFloats ? [] : new byte[Math.Min(values.Length, PartElements) * tensor.Type.Size];
        for (long done = 0; done < values.Length; done += PartElements)
        {
            Span<float> part = values.AsSpan((int)done, (int)Math.Min(PartElements, values.Length - done));
            Span<byte> bytes = areFloats ? MemoryMarshal.AsBytes(part) : other.AsSpan(0, part.Length * tensor.Type.Size);
            read(dataOffset + tensor.Begin + done * tensor.Type.Size, bytes);
            if (!areFloats)
                tensor.Type.Convert(bytes, part);
        }

        return values;
    }
}
