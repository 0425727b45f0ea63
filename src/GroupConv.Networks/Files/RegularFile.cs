using Microsoft.Win32.SafeHandles;

namespace GroupConv.Networks.Files;

/// <summary>Opens files to read. A pipe, socket or device is refused at once, before it is opened: it could make its reader wait for ever.</summary>
internal static class RegularFile
{
    /// <summary>Opens a file. Others may give its name to another file meanwhile.</summary>
    /// <param name="path">Its name, or a link to it.</param>
    /// <param name="options">How it will be read.</param>
    /// <exception cref="NotAFileException">It is a pipe, socket or device.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static SafeFileHandle Open(string path, FileOptions options = FileOptions.None)
    {
        SafeFileHandle handle = File.OpenHandle(SpecialFile.TargetOf(path), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, options);
        try
        {
            _ = RandomAccess.GetLength(handle);
            return handle;
        }
        catch (NotSupportedException)
        {
            // It was put there after the look at the kind.
            handle.Dispose();
            throw new NotAFileException(path, "a pipe or a device");
        }
    }

    /// <summary>Opens a file as a stream that can seek.</summary>
    /// <inheritdoc cref="Open"/>
    public static FileStream OpenStream(string path, int bufferSize = 64 * 1024) => new(Open(path), FileAccess.Read, bufferSize);

    /// <summary>Whether an opened file is the one that has a name now.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">An absolute name.</param>
    /// <returns>False, too, if the name or one of its folders is a link.</returns>
    public static bool IsAt(SafeFileHandle file, string path) =>
        PathOf(file) is { } actual ? actual == path : SymbolicLinks.Followed(path) == path && LooksLike(file, path);

    /// <summary>
    /// Whether all that .NET tells of an opened file is the same as of a name. Where the system does not say which name an opened file has,
    /// this stands in: who wants to deceive would have to make a file with the other's time of creation.
    /// </summary>
    internal static bool LooksLike(SafeFileHandle file, string path)
    {
        var named = new FileInfo(path);
        return named.Exists && named.Length == RandomAccess.GetLength(file)
            && named.CreationTimeUtc == File.GetCreationTimeUtc(file) && named.LastWriteTimeUtc == File.GetLastWriteTimeUtc(file);
    }

    /// <summary>The name that the system has for an opened file, without links; null where it does not tell.</summary>
    private static string? PathOf(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        bool isHeld = false;
        try
        {
            file.DangerousAddRef(ref isHeld);
            return new FileInfo($"/proc/self/fd/{file.DangerousGetHandle()}").LinkTarget;
        }
        finally
        {
            if (isHeld)
                file.DangerousRelease();
        }
    }
}
