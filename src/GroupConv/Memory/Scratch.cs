namespace GroupConv.Memory;

/// <summary>
/// Working memory of jobs that never run at the same time: those of one caller. It grows to what the largest of them needs, and stays in
/// the caches from one to the next.
/// </summary>
internal sealed unsafe class Scratch
{
    private PinnedBuffer _buffer = new(0);

    /// <summary>Memory of at least so many floats, with whatever the job before left in it.</summary>
    /// <exception cref="NotSupportedException">More than one buffer can hold.</exception>
    public float* Of(long elements)
    {
        if (_buffer.Length < elements)
            _buffer = new PinnedBuffer(elements);
        return _buffer.Pointer;
    }
}
