using System.Formats.Tar;

namespace GroupConv.Networks.Files;

/// <summary>
/// Tells files from pipes, sockets and devices without opening them: opening a pipe waits for whoever writes to it, and some devices act
/// when they are opened.
/// </summary>
internal static class SpecialFile
{
    private const int NoSystemError = unchecked((int)0x80131620); // COR_E_IO: an IOException that .NET itself decided on

    /// <summary>The file that a name leads to, or will when it is made.</summary>
    /// <exception cref="NotAFileException">It is a pipe, socket or device.</exception>
    /// <exception cref="IOException">The links go round in a circle.</exception>
    public static string TargetOf(string path)
    {
        string target = SymbolicLinks.Final(path);
        if (KindOf(target) is { } kind)
            throw new NotAFileException(path, kind);
        // What a process has open leads to names that do not exist, such as /proc/1/fd/pipe:[2], and can be opened all the same.
        if (IsOfKernel(target) && !Path.Exists(target))
            throw new NotAFileException(path, "a pipe or a socket");
        return target;
    }

    /// <summary>What has a name, if it is none of a file or folder.</summary>
    /// <param name="path">A name that is no link.</param>
    /// <returns>
    /// <c>a pipe</c>, <c>a socket</c>, <c>a device</c> or, for what Linux makes up when it is read, <c>a kernel interface</c>; null for a
    /// file, a folder or nothing.
    /// </returns>
    public static string? KindOf(string path)
    {
        var file = new FileInfo(path);
        if (OperatingSystem.IsWindows() || !file.Exists)
            return null;
        // Reading some of these waits as long as reading a pipe, and their length is not what they say: 0 in /proc, 4096 in /sys.
        if (IsOfKernel(file.FullName))
            return "a kernel interface";
        // Pipes, sockets and devices have length 0. A file of length 0 can be one of them or not.
        if (file.Length > 0)
            return null;
        try
        {
            return KindOfEmpty(file.FullName);
        }
        catch (UnauthorizedAccessException)
        {
            return null; // tried to open it, and that is done with files only
        }
        catch (FileNotFoundException)
        {
            return null; // deleted meanwhile
        }
        catch (IOException error) when (error.HResult == NoSystemError)
        {
            return "a socket"; // the one kind that an archive cannot have
        }
        catch (IOException)
        {
            return null; // a file that another locks
        }
    }

    private static bool IsOfKernel(string path) =>
        path.StartsWith("/proc/", StringComparison.Ordinal) || path.StartsWith("/sys/", StringComparison.Ordinal);

    /// <summary>.NET tells the type of a file in one place only, the header of a tar archive's entry.</summary>
    private static string? KindOfEmpty(string path)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Gnu, leaveOpen: true))
            writer.WriteEntry(path, "file");
        archive.Position = 0;
        using var reader = new TarReader(archive);
        return reader.GetNextEntry()!.EntryType switch
        {
            TarEntryType.Fifo => "a pipe",
            TarEntryType.CharacterDevice or TarEntryType.BlockDevice => "a device",
            _ => null,
        };
    }
}
