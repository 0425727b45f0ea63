using System.Buffers.Text;
using GroupConv.Networks.Files;

namespace GroupConv.Networks.Training.Data;

/// <summary>A file of lines of numbers with blanks between them; every error names file and line.</summary>
internal static class NumberLines
{
    /// <summary>All numbers of a file, of which each line has as many.</summary>
    /// <exception cref="InvalidDataException">The file is missing or empty, a line has another number of numbers, or something is none.</exception>
    /// <exception cref="IOException">It cannot be read, or is a pipe, socket or device.</exception>
    public static float[] Read(string path, int perLine)
    {
        if (!File.Exists(path))
            throw new InvalidDataException($"there is no file '{path}'");
        ReadOnlySpan<byte> text = BytesOf(path);
        var numbers = new List<float>();
        for (int line = 1; text.Length > 0; line++)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> row = end < 0 ? text : text[..end];
            text = end < 0 ? [] : text[(end + 1)..];
            int before = numbers.Count;
            Add(row, numbers, path, line);
            // Blank lines at the end are no windows; one between windows is.
            if (numbers.Count == before && text.Trim(" \t\r\n"u8).IsEmpty)
                break;
            if (numbers.Count - before != perLine)
                throw new InvalidDataException($"{path}, line {line}: there must be {perLine} numbers, but there are {numbers.Count - before}");
        }

        return numbers.Count > 0 ? [.. numbers] : throw new InvalidDataException($"{path} is empty");
    }

    private static byte[] BytesOf(string path)
    {
        using FileStream file = RegularFile.OpenStream(path, bufferSize: 0);
        if (file.Length > Array.MaxLength)
            throw new InvalidDataException($"{path} has {file.Length} bytes, over {Array.MaxLength}, the most that is read");
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static void Add(ReadOnlySpan<byte> row, List<float> numbers, string path, int line)
    {
        for (row = row.Trim(" \t\r"u8); row.Length > 0; row = row.TrimStart(" \t\r"u8))
        {
            int end = row.IndexOfAny(" \t\r"u8);
            ReadOnlySpan<byte> word = end < 0 ? row : row[..end];
            if (!Utf8Parser.TryParse(word, out float number, out int used) || used != word.Length || !float.IsFinite(number))
                throw new InvalidDataException($"{path}, line {line}: '{VisibleText.Short(System.Text.Encoding.UTF8.GetString(word))}' is not a finite number");
            numbers.Add(number);
            row = row[word.Length..];
        }
    }
}
