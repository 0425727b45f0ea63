using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace GroupConv.Networks;

/// <summary>
/// A file as memory to read. It is unmapped some time after nothing refers to it any more; there is nothing to dispose.
/// </summary>
/// <remarks>
/// A span of mapped memory does not keep the mapping alive, as one of an array would. Where the last use of the tensors is to take a span,
/// the collector may find the mapping unused while the span still is, and unmapping it would end the process. Spans live on stacks, in
/// calls that return soon. So the finalizer waits: it lets itself be called again at later collections until
/// <see cref="DefaultGrace"/> is over.
/// </remarks>
internal sealed unsafe class MappedFile
{
    /// <summary>How long the memory stays when nothing refers to it.</summary>
    public static readonly TimeSpan DefaultGrace = TimeSpan.FromMinutes(1);

    private readonly SafeMemoryMappedViewHandle _view;
    private readonly byte* _start;
    private readonly long _grace;
    private long _unusedSince = long.MaxValue;

    private MappedFile(SafeMemoryMappedViewHandle view, long offset, long length, TimeSpan grace)
    {
        byte* pointer = null;
        view.AcquirePointer(ref pointer);
        _view = view;
        _start = pointer + offset;
        _grace = (long)grace.TotalMilliseconds;
        Length = length;
    }

    /// <summary>Gives the memory back; or asks to be called again.</summary>
    ~MappedFile()
    {
        if (_view is null)
            return;
        long now = Environment.TickCount64;
        _unusedSince = Math.Min(_unusedSince, now);
        if (now - _unusedSince < _grace)
        {
            GC.ReRegisterForFinalize(this);
            return;
        }

        _view.ReleasePointer();
        _view.Dispose();
    }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>Maps a file.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="grace">How long it stays mapped when it is not used any more.</param>
    /// <exception cref="SafeTensorsException">The file is empty, so there is nothing to map.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static MappedFile Open(string path, TimeSpan grace)
    {
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        long length = RandomAccess.GetLength(handle);
        if (length == 0)
            throw new SafeTensorsException("the file is empty");
        using var file = MemoryMappedFile.CreateFromFile(handle, mapName: null, length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        // The view outlives the file that it was made of. Its accessor is not disposed, which would unmap it.
        MemoryMappedViewAccessor view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        return new MappedFile(view.SafeMemoryMappedViewHandle, view.PointerOffset, length, grace);
    }

    /// <summary>A part of the file; valid while this object is in use.</summary>
    public ReadOnlySpan<byte> Bytes(long offset, int length)
    {
        if (offset < 0 || length < 0 || offset > Length - length)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"there are no {length} bytes there in a file of {Length}");
        return new ReadOnlySpan<byte>(_start + offset, length);
    }

    /// <summary>A part of the file as floats in memory that keeps the file mapped.</summary>
    /// <param name="offset">A multiple of 4.</param>
    /// <param name="count">How many.</param>
    public ReadOnlyMemory<float> Floats(long offset, int count)
    {
        if (offset < 0 || count < 0 || offset % sizeof(float) != 0 || offset > Length - (long)count * sizeof(float))
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"there are no {count} floats there in a file of {Length} bytes");
        return new MappedFloats(this, (float*)(_start + offset), count).Memory;
    }
}
