namespace GroupConv.Cli.Files;

/// <summary>
/// Writes files whole or not at all: into a new file in the same folder, which then takes the name. Whatever was there before stays until
/// then; its access mode goes over to the new one, and a symbolic link stays a link, whose target is written.
/// </summary>
internal static class AtomicFile
{
    private static readonly PendingFiles PendingOfProcess = new();

    /// <summary>Deletes what is half written, because the process ends now.</summary>
    public static void DeletePending() => PendingOfProcess.DeleteAll();

    /// <summary>Finds out before the work whether a file could be written, and leaves nothing behind.</summary>
    /// <exception cref="UserErrorException">It could not.</exception>
    public static void ThrowIfUnwritable(string path) => Guard(path, () =>
    {
        string target = Target(path);
        using FileStream stream = PendingOfProcess.Create(Path.GetDirectoryName(target)!, ModeOf(target));
        PendingOfProcess.Delete(stream.Name);
    });

    /// <summary>Writes a file.</summary>
    /// <param name="path">Its name; an existing file is replaced.</param>
    /// <param name="write">Writes the contents. If it throws, the old file stays as it was.</param>
    /// <exception cref="UserErrorException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException"><see cref="DeletePending"/> was called meanwhile.</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, PendingOfProcess);

    /// <summary>The same with files that another deletes.</summary>
    internal static void Write(string path, Action<Stream> write, PendingFiles pending) => Guard(path, () =>
    {
        string target = Target(path);
        UnixFileMode? mode = ModeOf(target);
        FileStream stream = pending.Create(Path.GetDirectoryName(target)!, mode);
        try
        {
            using (stream)
            {
                SetMode(stream, mode);
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            pending.Finish(stream.Name, target);
        }
        catch
        {
            pending.Delete(stream.Name);
            throw;
        }
    });

    /// <summary>The file to replace.</summary>
    private static string Target(string path)
    {
        if (Directory.Exists(path))
            throw new UserErrorException($"cannot write {path}: it is a folder");
        string target = SymbolicLinks.Final(path);
        // Who may make files there, root, would replace the machine's /dev/null.
        if (Path.GetDirectoryName(target) == "/dev")
            throw new UserErrorException($"cannot write {path}: it is a device");
        return target;
    }

    /// <summary>Null if there is no such file, or if files have no such mode here.</summary>
    /// <exception cref="PathTooLongException">There can be no such file.</exception>
    private static UnixFileMode? ModeOf(string path) =>
        new FileInfo(path).UnixFileMode is var mode and not (UnixFileMode)(-1) ? mode : null;

    /// <summary>What the process masks out was missing when the file was made.</summary>
    private static void SetMode(FileStream stream, UnixFileMode? mode)
    {
        // Some file systems have one mode for all files, and refuse to set even that.
        if (mode is { } wanted && !OperatingSystem.IsWindows() && File.GetUnixFileMode(stream.SafeFileHandle) != wanted)
            File.SetUnixFileMode(stream.SafeFileHandle, wanted);
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
