using System.Diagnostics.CodeAnalysis;

namespace GroupConv.Networks;

/// <summary>
/// Reads and writes weights in the safetensors format (Hugging Face, 2022): a header in JSON, then the values of all tensors. Reading
/// such a file runs no code, unlike Python's pickles, and every field of the header is checked.
/// </summary>
public static class SafeTensors
{
    /// <summary>Reads a file of weights.</summary>
    /// <param name="path">
    /// The file. It must not be shortened or overwritten while its tensors are in use, since they lie in it; another may take its name, as
    /// with <see cref="Save"/>.
    /// </param>
    /// <returns>
    /// Its tensors. Values of type F32 are not copied: they are the mapped file, and are loaded from the disk when they are looked at. It
    /// stays mapped as long as anything holds one of them, and for a minute or more after that. F16, BF16, F64, BOOL and integers are
    /// converted to float, rounded to nearest.
    /// </returns>
    /// <exception cref="SafeTensorsException">The file is damaged, or of another format, or has a type of elements other than these.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    public static StateDict Load(string path) => Load(path, MappedFile.DefaultGrace);

    /// <summary>Reads weights from memory, for instance a resource of the program.</summary>
    /// <param name="file">The whole file; its values are copied.</param>
    /// <returns>Its tensors.</returns>
    /// <exception cref="SafeTensorsException">The file is damaged, or of another format, or has a type of elements that is not known.</exception>
    public static StateDict Parse(ReadOnlyMemory<byte> file)
    {
        SafeTensorsHeader header = SafeTensorsHeader.Read(file.Span, file.Length);
        var tensors = new StateDict();
        foreach (SafeTensorsEntry tensor in header.Tensors)
            tensors.Add(tensor.Name, tensor.Shape, Converted(tensor, header.DataOffset, (offset, length) => file.Span.Slice((int)offset, length)));
        return tensors;
    }

    /// <summary>Reads what a file says of itself.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The strings of its <c>__metadata__</c>; none if it has none.</returns>
    /// <exception cref="SafeTensorsException">The file is damaged, or of another format.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    public static IReadOnlyDictionary<string, string> LoadMetadata(string path) => Read(path, TimeSpan.Zero, (_, header) => header.Metadata);

    /// <summary>
    /// Writes weights to a file, whole or not at all: under another name in the same folder, which then takes its place.
    /// </summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="tensors">What to write, as F32 and in this order.</param>
    /// <param name="metadata">Strings about the file, such as <c>format</c>: <c>pt</c>; null for none.</param>
    /// <exception cref="ArgumentException">A tensor is called <c>__metadata__</c>, or a name has half of a surrogate pair, or the header gets too long.</exception>
    /// <exception cref="IOException">The file cannot be written; the old one is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Save(string path, StateDict tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        byte[] header = SafeTensorsWriter.Header(tensors, metadata);
        WholeFile.Write(path, stream => SafeTensorsWriter.Write(stream, header, tensors));
    }

    /// <summary>The same with another time for which an unused file stays mapped.</summary>
    internal static StateDict Load(string path, TimeSpan grace) => Read(path, grace, (file, header) =>
    {
        var tensors = new StateDict();
        foreach (SafeTensorsEntry tensor in header.Tensors)
            tensors.Add(tensor.Name, tensor.Shape, Values(file, tensor, header.DataOffset));
        return tensors;
    });

    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "a mapped file is not disposed")]
    private static T Read<T>(string path, TimeSpan grace, Func<MappedFile, SafeTensorsHeader, T> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            MappedFile file = MappedFile.Open(path, grace);
            int most = (int)Math.Min(file.Length, SafeTensorsHeader.LengthBytes + SafeTensorsHeader.MostBytes);
            T result = read(file, SafeTensorsHeader.Read(file.Bytes(0, most), file.Length));
            GC.KeepAlive(file);
            return result;
        }
        catch (SafeTensorsException error)
        {
            throw new SafeTensorsException(path, error);
        }
    }

    private static ReadOnlyMemory<float> Values(MappedFile file, SafeTensorsEntry tensor, long dataOffset)
    {
        long offset = dataOffset + tensor.Begin;
        // Writers should put spaces behind the header, so that the data are aligned; they need not.
        return tensor.Type == ElementType.F32 && offset % sizeof(float) == 0 && BitConverter.IsLittleEndian
            ? file.Floats(offset, (int)tensor.Shape.Elements)
            : Converted(tensor, dataOffset, file.Bytes);
    }

    private static float[] Converted(SafeTensorsEntry tensor, long dataOffset, Func<long, int, ReadOnlySpan<byte>> bytes)
    {
        const int Part = 1 << 20; // a span has at most 2^31 bytes, a tensor may have more
        var values = new float[tensor.Shape.Elements];
        for (int done = 0; done < values.Length; done += Part)
        {
            Span<float> part = values.AsSpan(done, Math.Min(Part, values.Length - done));
            long offset = dataOffset + tensor.Begin + (long)done * tensor.Type.Size;
            tensor.Type.Convert(bytes(offset, part.Length * tensor.Type.Size), part);
        }

        return values;
    }
}
