namespace GroupConv.Cli.Files;

/// <summary>
/// Writes files whole or not at all: into a new file in the same folder, which then takes the name. Whatever was there before stays until then.
/// </summary>
internal static class AtomicFile
{
    /// <summary>Finds out before the work whether a file could be written, and leaves nothing behind.</summary>
    /// <exception cref="UserErrorException">It could not.</exception>
    public static void ThrowIfUnwritable(string path) => Guard(path, () => File.Delete(CreateTemporary(path)));

    /// <summary>Writes a file.</summary>
    /// <param name="path">Its name; an existing file is replaced.</param>
    /// <param name="write">Writes the contents. If it throws, the old file stays as it was.</param>
    /// <exception cref="UserErrorException">The file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write) => Guard(path, () =>
    {
        string temporary = CreateTemporary(path);
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 64 * 1024))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    });

    private static string CreateTemporary(string path)
    {
        if (Directory.Exists(path))
            throw new UserErrorException($"cannot write {path}: it is a folder");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}.tmp");
        new FileStream(temporary, FileMode.CreateNew, FileAccess.Write).Dispose();
        return temporary;
    }

    private static void Guard(string path, Action action)
    {
        try
        {
            action();
        }
        catch (DirectoryNotFoundException error)
        {
            throw new UserErrorException($"cannot write {path}: no such folder", error);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or FileNotFoundException)
        {
            throw new UserErrorException($"cannot write {path}: no new file may be made there", error);
        }
        catch (IOException error)
        {
            throw new UserErrorException($"cannot write {path}: {ErrorText.OneLine(error)}", error);
        }
    }
}
