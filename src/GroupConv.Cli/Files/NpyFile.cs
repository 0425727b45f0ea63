using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace GroupConv.Cli.Files;

/// <summary>
/// NumPy's <c>.npy</c> files of little-endian float32 in C order. Format: NEP 1, "A Simple File Format for NumPy Arrays", versions 1 to 3.
/// </summary>
internal static class NpyFile
{
    private const int HeaderAlignment = 64;
    private const int MaxHeaderBytes = 64 * 1024;
    private const int ChunkFloats = 1 << 18;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a file that holds one array and nothing behind it.</summary>
    /// <param name="stream">Seekable, at the start of the file.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="InvalidFileException">Not such a file; nothing was allocated for a length that the file does not have.</exception>
    public static TensorData Read(Stream stream, string name)
    {
        NpyHeader header = ReadHeader(stream, name);
        if (header.Descr != "<f4")
            throw new InvalidFileException(name,
                $"holds '{header.Descr}' values, but only '<f4' (little-endian float32) is read; convert it with .astype('<f4')");
        if (header.FortranOrder)
            throw new InvalidFileException(name, "is in Fortran order, but only C order is read; convert it with numpy.ascontiguousarray");

        long elements = Elements(header.Shape, name);
        long actual = stream.Length - stream.Position;
        long expected = elements * sizeof(float);
        if (actual != expected)
            throw new InvalidFileException(name,
                $"shape {TensorData.Text(header.Shape)} needs {expected} bytes of data, but the file has {actual} "
                + (actual < expected ? "(truncated)" : "(trailing bytes)"));
        return new TensorData(header.Shape, ReadValues(stream, name, (int)elements));
    }

    /// <summary>Writes version 1.0, byte for byte as <c>numpy.save</c> does.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="tensor">What.</param>
    /// <param name="cancellation">Looked at between chunks.</param>
    public static void Write(Stream stream, TensorData tensor, CancellationToken cancellation = default)
    {
        string shape = tensor.Shape.Count == 1 ? $"({tensor.Shape[0]},)" : $"({string.Join(", ", tensor.Shape)})";
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}";
        // NumPy leaves room for the first axis to grow to 21 digits, so that a file can be appended to in place.
        if (tensor.Shape.Count > 0)
            header += new string(' ', Math.Max(0, 21 - tensor.Shape[0].ToString(CultureInfo.InvariantCulture).Length));
        int prefix = Magic.Length + 2 + sizeof(ushort);
        int padding = HeaderAlignment - (prefix + header.Length + 1) % HeaderAlignment;
        header += new string(' ', padding) + "\n";

        Span<byte> start = stackalloc byte[prefix];
        Magic.CopyTo(start);
        start[Magic.Length] = 1;
        start[Magic.Length + 1] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(start[(Magic.Length + 2)..], checked((ushort)header.Length));
        stream.Write(start);
        stream.Write(Encoding.ASCII.GetBytes(header));
        WriteValues(stream, tensor.Values, cancellation);
    }

    private static NpyHeader ReadHeader(Stream stream, string name)
    {
        Span<byte> start = stackalloc byte[Magic.Length + 2];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.StartsWith(Magic))
            throw new InvalidFileException(name, stream.Length == 0 ? "is empty" : "is not a .npy file: it does not start with \\x93NUMPY");
        (byte major, byte minor) = (start[Magic.Length], start[Magic.Length + 1]);
        if (major is < 1 or > 3 || minor != 0)
            throw new InvalidFileException(name, $"is of .npy version {major}.{minor}, but only 1.0, 2.0 and 3.0 are known");

        Span<byte> lengthBytes = stackalloc byte[major == 1 ? sizeof(ushort) : sizeof(uint)];
        if (stream.ReadAtLeast(lengthBytes, lengthBytes.Length, throwOnEndOfStream: false) < lengthBytes.Length)
            throw new InvalidFileException(name, "is truncated within its header");
        long length = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(lengthBytes) : BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        if (length > MaxHeaderBytes)
            throw new InvalidFileException(name, $"has a header of {length} bytes, over {MaxHeaderBytes}");
        if (length > stream.Length - stream.Position)
            throw new InvalidFileException(name, "is truncated within its header");
        var header = new byte[length];
        stream.ReadExactly(header);
        try
        {
            return NpyHeader.Parse(Encoding.Latin1.GetString(header));
        }
        catch (FormatException error)
        {
            throw new InvalidFileException(name, $"has a malformed header: {error.Message}", error);
        }
    }

    private static long Elements(IReadOnlyList<int> shape, string name)
    {
        long elements = 1;
        foreach (int length in shape)
        {
            // A zero further on would hide an overflow, and numpy refuses such shapes too.
            if (length != 0 && elements > Array.MaxLength / length)
                throw new InvalidFileException(name, $"shape {TensorData.Text(shape)} has more elements than one array holds, {Array.MaxLength}");
            elements *= length;
        }

        return elements;
    }

    private static float[] ReadValues(Stream stream, string name, int elements)
    {
        var values = new float[elements];
        try
        {
            for (int done = 0; done < elements; done += ChunkFloats)
            {
                Span<float> chunk = values.AsSpan(done, Math.Min(ChunkFloats, elements - done));
                stream.ReadExactly(MemoryMarshal.AsBytes(chunk));
            }
        }
        catch (EndOfStreamException error)
        {
            throw new InvalidFileException(name, "became shorter while it was read", error);
        }

        if (!BitConverter.IsLittleEndian)
            Reverse(values);
        return values;
    }

    private static void WriteValues(Stream stream, ReadOnlySpan<float> values, CancellationToken cancellation)
    {
        for (int done = 0; done < values.Length; done += ChunkFloats)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<float> chunk = values.Slice(done, Math.Min(ChunkFloats, values.Length - done));
            if (!BitConverter.IsLittleEndian)
            {
                float[] reversed = chunk.ToArray();
                Reverse(reversed);
                chunk = reversed;
            }

            stream.Write(MemoryMarshal.AsBytes(chunk));
        }
    }

    private static void Reverse(Span<float> values)
    {
        Span<int> bits = MemoryMarshal.Cast<float, int>(values);
        BinaryPrimitives.ReverseEndianness(bits, bits);
    }
}
