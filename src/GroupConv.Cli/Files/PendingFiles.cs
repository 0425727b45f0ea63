namespace GroupConv.Cli.Files;

/// <summary>
/// Files that are being written. Whoever ends the process before its work is done deletes them; from then on none is made and none takes
/// its final name, whatever the work still does meanwhile.
/// </summary>
internal sealed class PendingFiles
{
    // Never held while contents are written: that may take longer than anyone who ends the process wants to wait.
    private readonly Lock _lock = new();
    private readonly HashSet<string> _paths = [];
    private bool _closed;

    /// <summary>Makes a new file, whose name is short enough for any file system.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="mode">Who may do what, or null for the usual; less what the process masks out.</param>
    /// <exception cref="OperationCanceledException">All was deleted.</exception>
    public FileStream Create(string folder, UnixFileMode? mode)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Delete, // Windows deletes no open file without it
            BufferSize = 64 * 1024,
        };
        if (mode is { } wanted && !OperatingSystem.IsWindows())
            options.UnixCreateMode = wanted;
        lock (_lock)
        {
            ThrowIfClosed();
            var stream = new FileStream(Path.Combine(folder, $".groupconv-{Path.GetRandomFileName()}.tmp"), options);
            _paths.Add(stream.Name);
            return stream;
        }
    }

    /// <summary>Gives a file its final name; one that had it is replaced.</summary>
    /// <exception cref="OperationCanceledException">All was deleted.</exception>
    public void Finish(string path, string finalPath)
    {
        lock (_lock)
        {
            ThrowIfClosed();
            File.Move(path, finalPath, overwrite: true);
            _paths.Remove(path);
        }
    }

    /// <summary>Deletes one file.</summary>
    public void Delete(string path)
    {
        lock (_lock)
        {
            File.Delete(path);
            _paths.Remove(path);
        }
    }

    /// <summary>Deletes all files, as far as they can be, and lets no new ones come.</summary>
    public void DeleteAll()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (string path in _paths)
            {
                try
                {
                    File.Delete(path);
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    // The process is about to end: nobody is left to do anything about it.
                }
            }

            _paths.Clear();
        }
    }

    private void ThrowIfClosed()
    {
        if (_closed)
            throw new OperationCanceledException();
    }
}
