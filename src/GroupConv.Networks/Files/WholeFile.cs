namespace GroupConv.Networks;

/// <summary>Writes files whole or not at all.</summary>
internal static class WholeFile
{
    /// <summary>Writes a file under another name in the same folder, which then takes its place.</summary>
    /// <param name="path">Its name; of a symbolic link the target is replaced.</param>
    /// <param name="write">Writes the contents. If it throws, the old file stays as it was.</param>
    public static void Write(string path, Action<Stream> write)
    {
        var file = new FileInfo(path);
        string target = file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        string pending = Path.Combine(Path.GetDirectoryName(target)!, $".{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(pending, Options(target)))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(pending, target, overwrite: true);
        }
        catch
        {
            File.Delete(pending);
            throw;
        }
    }

    /// <summary>A new file, with the access mode of the one that it replaces.</summary>
    private static FileStreamOptions Options(string target)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows() && File.Exists(target))
            options.UnixCreateMode = File.GetUnixFileMode(target);
        return options;
    }
}
