using GroupConv.Networks.Files;

namespace GroupConv.Cli.Files;

/// <summary>Writes files whole or not at all, with complaints that fit one line; <see cref="WholeFile"/> says how.</summary>
internal static class AtomicFile
{
    /// <summary>Finds out before the work whether a file could be written, and leaves nothing behind.</summary>
    /// <exception cref="UserErrorException">It could not.</exception>
    public static void ThrowIfUnwritable(string path) => Guard(path, () => WholeFile.ThrowIfUnwritable(path));

    /// <summary>Writes a file.</summary>
    /// <param name="path">Its name; an existing file is replaced.</param>
    /// <param name="write">Writes the contents. If it throws, the old file stays as it was.</param>
    /// <exception cref="UserErrorException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The process ends.</exception>
    public static void Write(string path, Action<Stream> write) => Guard(path, () => WholeFile.Write(path, write));

    private static void Guard(string path, Action action)
    {
        try
        {
            action();
        }
        catch (NotAFileException error)
        {
            throw new UserErrorException($"cannot write {path}: it is {error.Kind}", error);
        }
        catch (DirectoryNotFoundException error)
        {
            throw new UserErrorException($"cannot write {path}: no such folder", error);
        }
        catch (PathTooLongException error)
        {
            throw new UserErrorException($"cannot write {path}: the name is too long", error);
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
