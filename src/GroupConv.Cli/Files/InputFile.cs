using GroupConv.Networks.Files;

namespace GroupConv.Cli.Files;

/// <summary>
/// Opens files to read; all that can go wrong comes out as <see cref="InvalidFileException"/>. Pipes and devices are no files, and neither is
/// <c>/dev/stdin</c> unless it is redirected from one: the readers compare what a header promises with the file's length before they allocate.
/// </summary>
internal static class InputFile
{
    /// <summary>Reads a whole file with <paramref name="read"/>, which gets the stream and the name for its messages.</summary>
    /// <exception cref="InvalidFileException">The file cannot be opened or read, or is not what the reader expects.</exception>
    public static T Read<T>(string path, Func<Stream, string, T> read)
    {
        try
        {
            using FileStream stream = RegularFile.OpenStream(path);
            return read(stream, path);
        }
        catch (NotAFileException error)
        {
            throw new InvalidFileException(path, $"is {error.Kind}, not a file", error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidFileException(path, "no such file", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new InvalidFileException(path, Directory.Exists(path) ? "is a folder, not a file" : "may not be read", error);
        }
        catch (Exception error) when (error is IOException or ArgumentException or NotSupportedException)
        {
            throw new InvalidFileException(path, ErrorText.OneLine(error), error);
        }
    }
}
