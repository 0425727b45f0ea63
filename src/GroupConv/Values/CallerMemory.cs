namespace GroupConv.Values;

/// <summary>
/// A caller's memory, read once. An array of <see cref="Memory{T}"/> can be written to by another thread in the middle of a read, and a memory
/// manager can answer with another span each time; what comes back here is one span whose length is that of its own memory.
/// </summary>
internal static class CallerMemory
{
    /// <exception cref="ArgumentException">The list changed while it was read.</exception>
    public static T At<T>(IReadOnlyList<T> list, int index)
    {
        try
        {
            return list[index];
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            throw new ArgumentException($"the list changed while it was read: {error.Message}", error);
        }
    }

    /// <exception cref="ArgumentException">The memory is not as long as it says.</exception>
    public static ReadOnlySpan<float> SpanOf(ReadOnlyMemory<float> memory, string name)
    {
        try
        {
            return memory.Span;
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new ArgumentException($"the memory of '{name}' changed while it was read", error);
        }
    }
}
