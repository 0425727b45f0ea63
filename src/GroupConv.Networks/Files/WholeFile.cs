namespace GroupConv.Networks.Files;

/// <summary>
/// Writes files whole or not at all: into a new file in the same folder, which then takes the name. Whatever was there before stays until
/// then; its access mode goes over to the new one, and a symbolic link stays a link, whose target is written. Folders, pipes, sockets and
/// devices are not replaced.
/// </summary>
internal static class WholeFile
{
    private static readonly PendingFiles PendingOfProcess = new();

    /// <summary>Deletes what is half written, because the process ends now.</summary>
    public static void DeletePending() => PendingOfProcess.DeleteAll();

    /// <summary>Finds out before the work whether a file could be written, and leaves nothing behind.</summary>
    /// <exception cref="NotAFileException">The name is that of a folder, pipe, socket or device.</exception>
    /// <exception cref="IOException">It could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void ThrowIfUnwritable(string path)
    {
        string target = Target(path);
        using FileStream stream = PendingOfProcess.Create(target, ModeOf(target));
        PendingOfProcess.Delete(stream.Name);
    }

    /// <summary>Writes a file.</summary>
    /// <param name="path">Its name; an existing file is replaced.</param>
    /// <param name="write">Writes the contents. If it throws, the old file stays as it was.</param>
    /// <exception cref="NotAFileException">The name is that of a folder, pipe, socket or device.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    /// <exception cref="OperationCanceledException"><see cref="DeletePending"/> was called meanwhile.</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, PendingOfProcess);

    /// <summary>Writes a file, with pending files of the caller's.</summary>
    internal static void Write(string path, Action<Stream> write, PendingFiles pending)
    {
        string target = Target(path);
        UnixFileMode? mode = ModeOf(target);
        using FileStream stream = pending.Create(target, mode);
        try
        {
            SetMode(stream, mode);
            write(stream);
            stream.Flush(flushToDisk: true);
            pending.Finish(stream.Name, target);
        }
        catch
        {
            pending.Delete(stream.Name);
            throw;
        }
    }

    /// <summary>The file to replace.</summary>
    private static string Target(string path)
    {
        if (Directory.Exists(path))
            throw new NotAFileException(path, "a folder");
        string target = SpecialFile.TargetOf(path);
        // All that belongs there is devices. Only root could make a new file, by mistake.
        return Path.GetDirectoryName(target) == "/dev" ? throw new NotAFileException(path, "a device") : target;
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
}
