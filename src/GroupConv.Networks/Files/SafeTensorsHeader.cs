using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;
using GroupConv.Networks.Files;

namespace GroupConv.Networks;

/// <summary>
/// What stands before the data of a safetensors file: its length in 8 bytes, little-endian, then a JSON object with type, shape and
/// place of every tensor, and a map of strings called <c>__metadata__</c>. Everything it says is checked here; after that the data can be
/// read without a look at its limits.
/// </summary>
internal sealed class SafeTensorsHeader
{
    /// <summary>The name of what is no tensor.</summary>
    public const string MetadataName = "__metadata__";

    /// <summary>Bytes of the header's length.</summary>
    public const int LengthBytes = 8;

    /// <summary>The longest header, as in the reference implementation: no file may make its reader allocate without end.</summary>
    public const int MostBytes = 100_000_000;

    private SafeTensorsHeader(int bytes)
    {
        DataOffset = bytes;
    }

    /// <summary>Where the data begins in the file.</summary>
    public long DataOffset { get; }

    /// <summary>The tensors in the header's order.</summary>
    public List<SafeTensorsEntry> Tensors { get; } = [];

    /// <summary>Strings about the file.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>Bytes from the start of a file that <see cref="BytesOf"/> reads; fewer where the file is shorter.</summary>
    public static int StartBytes => Math.Max(LengthBytes, GitLfs.StartBytes);

    /// <summary>The length of a header, with the bytes that say it.</summary>
    /// <param name="start">The file's beginning, <see cref="StartBytes"/> or all there is.</param>
    /// <param name="fileBytes">Length of the whole file.</param>
    /// <exception cref="SafeTensorsException">The length is over the format's limit or over the end of the file.</exception>
    public static int BytesOf(ReadOnlySpan<byte> start, long fileBytes)
    {
        if (GitLfs.IsPointer(start))
            throw new SafeTensorsException(GitLfs.Message);
        if (fileBytes == 0)
            throw new SafeTensorsException("the file is empty");
        if (fileBytes < LengthBytes)
            throw new SafeTensorsException($"a file of {fileBytes} bytes has no header: it begins with 8 bytes that are its length");
        ulong bytes = BinaryPrimitives.ReadUInt64LittleEndian(start);
        if (bytes > MostBytes)
            throw new SafeTensorsException($"the header is said to have {bytes} bytes, more than the {MostBytes} that the format allows");
        if ((long)bytes > fileBytes - LengthBytes)
            throw new SafeTensorsException($"the header is said to have {bytes} bytes, but only {fileBytes - LengthBytes} bytes follow");
        return LengthBytes + (int)bytes;
    }

    /// <summary>Reads and checks a header.</summary>
    /// <param name="start">The file's beginning, at least the header.</param>
    /// <param name="fileBytes">Length of the whole file.</param>
    /// <exception cref="SafeTensorsException">Anything is wrong.</exception>
    public static SafeTensorsHeader Read(ReadOnlySpan<byte> start, long fileBytes)
    {
        var header = new SafeTensorsHeader(BytesOf(start, fileBytes));
        header.ReadJson(start[LengthBytes..(int)header.DataOffset]);
        header.CheckPlaces(fileBytes);
        return header;
    }

    private void ReadJson(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
            throw new SafeTensorsException("the header is not UTF-8");
        if (json is not [(byte)'{', ..])
            throw new SafeTensorsException("the header does not begin with '{'");
        try
        {
            var reader = new HeaderReader(json);
            reader.Object("the header", (ref HeaderReader value, string name) =>
            {
                if (name == MetadataName)
                    value.Object(MetadataName, (ref HeaderReader text, string key) => Metadata.Add(key, text.String(MetadataName)));
                else
                    Tensors.Add(SafeTensorsEntry.Read(ref value, name));
            });
            reader.End();
        }
        catch (JsonException error)
        {
            throw new SafeTensorsException($"the header is not JSON: {VisibleText.Short(error.Message)}", inner: error);
        }
    }

    /// <summary>The tensors must fill the data one behind the other, in whatever order the header has them.</summary>
    private void CheckPlaces(long fileBytes)
    {
        long dataBytes = fileBytes - DataOffset, at = 0;
        foreach (SafeTensorsEntry tensor in Tensors.OrderBy(tensor => tensor.Begin).ThenBy(tensor => tensor.End))
        {
            if (tensor.End > dataBytes)
                throw new SafeTensorsException($"its data end at {tensor.End}, but there are {dataBytes} bytes of data", tensor.Name);
            if (tensor.Begin != at)
                throw new SafeTensorsException($"its data begin at {tensor.Begin}, but those before it end at {at}", tensor.Name);
            at = tensor.End;
        }

        if (at != dataBytes)
            throw new SafeTensorsException($"there are {dataBytes} bytes of data, but the tensors end at {at}");
    }
}
