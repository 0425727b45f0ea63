using System.Globalization;
using GroupConv.Networks.Files;
using GroupConv.Onnx.Schema;
using Microsoft.Win32.SafeHandles;

namespace GroupConv.Onnx.Reading;

/// <summary>Data of tensors that lies in other files than the model's.</summary>
/// <param name="folder">The model's folder, which the files must be in; null where there is none.</param>
internal sealed class ExternalData(string? folder)
{
    /// <summary>The bytes of a tensor.</summary>
    /// <param name="tensor">The message, which says where they are.</param>
    /// <param name="bytes">How many it needs.</param>
    /// <exception cref="ArgumentException">There is no such file, or it is too short, or not in the model's folder.</exception>
    public ReadOnlyMemory<byte> Read(TensorProto tensor, long bytes)
    {
        string location = Entry(tensor, "location") ?? throw new ArgumentException("its data is external, but it says not where");
        long offset = Number(tensor, "offset") ?? 0;
        if (Number(tensor, "length") is { } length && length != bytes)
            throw new ArgumentException($"its shape needs {bytes} bytes, but its external data has {length}");
        if (bytes > Array.MaxLength)
            throw new ArgumentException($"its {bytes} bytes are more than one array can have");
        try
        {
            string path = PathOf(location);
            using SafeFileHandle file = RegularFile.Open(path);
            // The file that was opened is looked at, not its name: that may be another file's at every other moment.
            if (!RegularFile.IsAt(file, path))
                throw new ArgumentException($"its external data '{location}' is behind a symbolic link, which may leave the model's folder");
            long there = RandomAccess.GetLength(file);
            if (offset > there || bytes > there - offset)
            {
                string note = IsPointer(file) ? $": {GitLfs.Message}" : "";
                throw new ArgumentException($"its external data '{location}' has {there} bytes, but it needs {bytes} from {offset}{note}");
            }

            byte[] data = GC.AllocateUninitializedArray<byte>((int)bytes);
            for (int read = 0; read < data.Length;)
            {
                int got = RandomAccess.Read(file, data.AsSpan(read), offset + read);
                read += got > 0 ? got : throw new ArgumentException($"its external data '{location}' has become shorter");
            }

            return data;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ArgumentException($"its external data '{location}' cannot be read: {error.Message}", error);
        }
    }

    /// <summary>A model from elsewhere must not make its user read files that are none of the model's.</summary>
    /// <returns>The name that the file has if neither it nor a folder below the model's is a link.</returns>
    private string PathOf(string location)
    {
        if (folder is null)
            throw new ArgumentException($"its data is in the file '{location}', but the model was read from a stream");
        string[] parts = [.. location.Split('/', '\\').Where(part => part != ".")];
        bool areNames = parts.Length > 0 && parts.All(part => part is not ("" or "..") && !part.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()));
        if (!areNames || Path.IsPathRooted(location))
            throw new ArgumentException($"its external data '{location}' is not within the model's folder");
        return Path.Combine([SymbolicLinks.Followed(folder), .. parts]);
    }

    private static bool IsPointer(SafeFileHandle file)
    {
        Span<byte> start = stackalloc byte[GitLfs.StartBytes];
        return GitLfs.IsPointer(start[..RandomAccess.Read(file, start, 0)]);
    }

    private static string? Entry(TensorProto tensor, string key)
    {
        foreach (StringStringEntryProto entry in tensor.ExternalData)
        {
            if (entry.Key == key)
                return entry.Value;
        }

        return null;
    }

    private static long? Number(TensorProto tensor, string key)
    {
        if (Entry(tensor, key) is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new ArgumentException($"the {key} of its external data is '{text}', which is no number");
    }
}
