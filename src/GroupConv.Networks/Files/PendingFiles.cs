using System.Security.Cryptography;
using System.Text;

namespace GroupConv.Networks.Files;

/// <summary>
/// Files that are being written under another name than the one they will have. Whoever ends the process before its work is done deletes
/// them; from then on none is made and none takes its final name, whatever the work still does meanwhile.
/// </summary>
/// <remarks>
/// A process that is killed leaves such a file behind. Its name tells which file it was to become, so the next to write that file removes
/// it. A lock that the system holds for its writer, and drops when the writer's process ends, tells it from one that is still written.
/// </remarks>
internal sealed class PendingFiles
{
    private const int MostAttempts = 10;

    // Never held while contents are written: that may take longer than anyone who ends the process wants to wait.
    private readonly Lock _lock = new();
    private readonly HashSet<string> _paths = [];
    private bool _closed;

    /// <summary>Makes a new file, and removes those that killed processes left.</summary>
    /// <param name="target">The file that it will become.</param>
    /// <param name="mode">Who may do what, or null for the usual; less what the process masks out.</param>
    /// <returns>The file, locked until it is closed.</returns>
    /// <exception cref="OperationCanceledException">All was deleted.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public FileStream Create(string target, UnixFileMode? mode)
    {
        FileStream stream = Create(target, mode, MostAttempts);
        RemoveAbandoned(target, stream.Name);
        return stream;
    }

    /// <summary>Gives a file its final name; one that had it is replaced.</summary>
    /// <param name="path">The file, which is still open: who finds it closed may take it for abandoned.</param>
    /// <param name="finalPath">The name.</param>
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
                    // The process is about to end: there is no caller to tell.
                }
            }

            _paths.Clear();
        }
    }

    /// <summary>A new name beside a file, short enough for any file system.</summary>
    internal static string NameFor(string target) => Path.Combine(Path.GetDirectoryName(target)!, $"{PrefixFor(target)}{Path.GetRandomFileName()}.tmp");

    private static string PrefixFor(string target)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFileName(target)));
        return $".groupconv-{Convert.ToHexStringLower(hash.AsSpan(0, 8))}-";
    }

    private FileStream Create(string target, UnixFileMode? mode, int attempts)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Delete, // Windows deletes and renames no open file without it
            BufferSize = 16 * 1024,
        };
        if (mode is { } wanted && !OperatingSystem.IsWindows())
            options.UnixCreateMode = wanted;
        lock (_lock)
        {
            ThrowIfClosed();
            string path = NameFor(target);
            try
            {
                var stream = new FileStream(path, options);
                if (File.Exists(path))
                {
                    _paths.Add(path);
                    return stream;
                }

                stream.Dispose();
            }
            catch (IOException error) when (attempts > 1 && error.GetType() == typeof(IOException))
            {
                // Another may have looked for abandoned files after this one was made and before it was locked. That one deletes it.
            }
        }

        return attempts > 1 ? Create(target, mode, attempts - 1) : throw new IOException("a new file vanished as soon as it was made");
    }

    private static void RemoveAbandoned(string target, string own)
    {
        try
        {
            string folder = Path.GetDirectoryName(target)!;
            foreach (string path in Directory.EnumerateFiles(folder, $"{PrefixFor(target)}*.tmp", new EnumerationOptions { AttributesToSkip = 0 }))
            {
                // Without locks, as on some network drives, an abandoned file cannot be told from one that is being written.
                if (path != own && !TryLock(own, FileOptions.None))
                    TryLock(path, FileOptions.DeleteOnClose);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A folder that may be written to but not be listed. What is there does no harm but for its size.
        }
    }

    /// <summary>Opens a file for itself alone, and closes it again.</summary>
    /// <returns>Whether no other process has it open.</returns>
    private static bool TryLock(string path, FileOptions options)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None, bufferSize: 1, options);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void ThrowIfClosed()
    {
        if (_closed)
            throw new OperationCanceledException();
    }
}
