using GroupConv.Networks.Files;

namespace GroupConv.Networks;

/// <summary>
/// Reads and writes weights in the safetensors format (Hugging Face, 2022): a header in JSON, then the values of all tensors. Reading
/// such a file runs no code, unlike Python's pickles, and every field of the header is checked.
/// </summary>
public static class SafeTensors
{
    /// <summary>Reads a file of weights into memory.</summary>
    /// <param name="path">The file; it may be changed or deleted afterwards.</param>
    /// <returns>
    /// Its tensors, each in an array of its own. F16, BF16, F64, BOOL and integers are converted to float, rounded to nearest.
    /// </returns>
    /// <exception cref="SafeTensorsException">The file is damaged, or of another format, or has a type of elements other than these.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read, or is a pipe, socket or device.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    public static StateDict Load(string path)
    {
        using SafeTensorsFile file = Open(path);
        return file.ReadAll();
    }

    /// <summary>Opens a file of weights to read tensors one by one, as they are needed.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The file, to be disposed by the caller.</returns>
    /// <exception cref="SafeTensorsException">The file is damaged, or of another format, or has a type of elements that is not known.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read, or is a pipe, socket or device.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    public static SafeTensorsFile Open(string path) => SafeTensorsFile.Open(path);

    /// <summary>Reads weights from memory, for instance a resource of the program.</summary>
    /// <param name="file">The whole file; its values are copied.</param>
    /// <returns>Its tensors.</returns>
    /// <exception cref="SafeTensorsException">The file is damaged, or of another format, or has a type of elements that is not known.</exception>
    public static StateDict Parse(ReadOnlyMemory<byte> file)
    {
        SafeTensorsHeader header = SafeTensorsHeader.Read(file.Span, file.Length);
        var tensors = new StateDict();
        foreach (SafeTensorsEntry tensor in header.Tensors)
            tensors.Add(tensor.Name, tensor.Shape, SafeTensorsData.Values(tensor, header.DataOffset, (offset, bytes) => file.Span.Slice((int)offset, bytes.Length).CopyTo(bytes)));
        return tensors;
    }

    /// <summary>Reads what a file says of itself.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The strings of its <c>__metadata__</c>; none if it has none.</returns>
    /// <exception cref="SafeTensorsException">The file is damaged, or of another format.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read, or is a pipe, socket or device.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a folder.</exception>
    public static IReadOnlyDictionary<string, string> LoadMetadata(string path)
    {
        using SafeTensorsFile file = Open(path);
        return file.Metadata;
    }

    /// <summary>
    /// Writes weights to a file, whole or not at all: under another name in the same folder, which then takes its place. What a process
    /// left there that was killed while it wrote the same file is removed.
    /// </summary>
    /// <param name="path">The file; an existing one is replaced and its access mode kept. Of a symbolic link, the file that it leads to.</param>
    /// <param name="tensors">What to write, as F32 and in this order.</param>
    /// <param name="metadata">Strings about the file, such as <c>format</c>: <c>pt</c>; null for none.</param>
    /// <exception cref="ArgumentException">A tensor is called <c>__metadata__</c>, or a name has half of a surrogate pair, or the header gets too long.</exception>
    /// <exception cref="IOException">The file cannot be written, or is a folder, pipe, socket or device; what was there is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Save(string path, StateDict tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        byte[] header = SafeTensorsWriter.Header(tensors, metadata);
        WholeFile.Write(path, stream => SafeTensorsWriter.Write(stream, header, tensors));
    }
}
