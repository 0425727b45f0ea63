using System.Collections.ObjectModel;
using GroupConv.Networks.Files;
using GroupConv.Values;
using Microsoft.Win32.SafeHandles;

namespace GroupConv.Networks;

/// <summary>
/// An open safetensors file, whose tensors are read when they are asked for: those that are not needed take neither time nor memory.
/// <see cref="SafeTensors.Open"/> makes one.
/// </summary>
/// <remarks>
/// The file is read, not mapped into memory. Nothing that was read depends on the file or on this object any more, and a file that others
/// shorten is an exception instead of the end of the process. Any number of threads may read at the same time.
/// </remarks>
/// <example><code>
/// using SafeTensorsFile file = SafeTensors.Open("model.safetensors");
/// WeightTensor classifier = file.Read("fc.weight");
/// </code></example>
public sealed class SafeTensorsFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly SafeTensorsHeader _header;
    private readonly Dictionary<string, SafeTensorsEntry> _entries;
    private readonly string _path;

    private SafeTensorsFile(SafeFileHandle file, SafeTensorsHeader header, string path)
    {
        _file = file;
        _header = header;
        _path = path;
        _entries = header.Tensors.ToDictionary(tensor => tensor.Name);
        Metadata = header.Metadata.AsReadOnly();
        Shapes = new ReadOnlyDictionary<string, TensorShape>(header.Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Shape));
    }

    /// <summary>The strings of the file's <c>__metadata__</c>; none if it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The shape of every tensor by its name.</summary>
    public IReadOnlyDictionary<string, TensorShape> Shapes { get; }

    /// <summary>Reads one tensor.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <returns>Its values in an array of their own, as floats.</returns>
    /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
    /// <exception cref="SafeTensorsException">The file has become shorter since it was opened.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public WeightTensor Read(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ObjectDisposedException.ThrowIf(_file.IsClosed, this);
        return _entries.TryGetValue(name, out SafeTensorsEntry? tensor)
            ? new WeightTensor(name, tensor.Shape, Values(tensor))
            : throw new KeyNotFoundException($"there is no tensor '{VisibleText.Short(name)}'");
    }

    /// <summary>Reads all tensors.</summary>
    /// <returns>The tensors in the file's order, each in an array of its own, as floats.</returns>
    /// <exception cref="SafeTensorsException">The file has become shorter since it was opened.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public StateDict ReadAll()
    {
        ObjectDisposedException.ThrowIf(_file.IsClosed, this);
        var tensors = new StateDict();
        foreach (SafeTensorsEntry tensor in _header.Tensors)
            tensors.Add(tensor.Name, tensor.Shape, Values(tensor));
        return tensors;
    }

    /// <summary>Closes the file. Tensors that were read stay as they are.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>The file in words.</summary>
    /// <returns>Its name, and how many tensors it has.</returns>
    public override string ToString() => InvariantText.Of($"{VisibleText.Of(Path.GetFileName(_path))}: {Shapes.Count} tensors");

    internal static SafeTensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SafeFileHandle file = RegularFile.Open(path);
        try
        {
            long length = RandomAccess.GetLength(file);
            var header = new byte[Math.Min(length, SafeTensorsHeader.StartBytes)];
            Read(file, 0, header);
            int start = header.Length;
            Array.Resize(ref header, Math.Max(start, SafeTensorsHeader.BytesOf(header, length)));
            Read(file, start, header.AsSpan(start));
            return new SafeTensorsFile(file, SafeTensorsHeader.Read(header, length), path);
        }
        catch (Exception error)
        {
            file.Dispose();
            if (error is SafeTensorsException refusal)
                throw new SafeTensorsException(path, refusal);
            throw;
        }
    }

    private static void Read(SafeFileHandle file, long offset, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(file, bytes, offset);
            if (read == 0)
                throw new SafeTensorsException("the file became shorter while it was read");
            bytes = bytes[read..];
            offset += read;
        }
    }

    private float[] Values(SafeTensorsEntry tensor)
    {
        try
        {
            return SafeTensorsData.Values(tensor, _header.DataOffset, (offset, bytes) => Read(_file, offset, bytes));
        }
        catch (SafeTensorsException error)
        {
            throw new SafeTensorsException(_path, error);
        }
    }
}
