namespace GroupConv.Memory;

/// <summary>
/// Working memory of jobs that never run at the same time: those of one caller. It grows to what the largest of them needs, and stays in
/// the caches from one to the next.
/// </summary>
internal sealed unsafe class Scratch
{
    private PinnedBuffer _buffer = new(0), _shared = new(0);

    /// <summary>Memory of at least so many floats, with whatever the job before left in it.</summary>
    /// <exception cref="NotSupportedException">More than one buffer can hold.</exception>
    public float* Of(long elements) => Grown(ref _buffer, elements);

    /// <summary>Likewise, apart from <see cref="Of"/>'s: what one job leaves for the next of the same caller.</summary>
    /// <exception cref="NotSupportedException">More than one buffer can hold.</exception>
    public float* Shared(long elements) => Grown(ref _shared, elements);

    private static float* Grown(ref PinnedBuffer buffer, long elements)
    {
        if (buffer.Length < elements)
            buffer = new PinnedBuffer(elements);
        return buffer.Pointer;
    }
}
