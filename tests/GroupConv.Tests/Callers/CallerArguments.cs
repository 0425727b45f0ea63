namespace GroupConv.Tests.Callers;

/// <summary>
/// Makes the lists and arrays of one call. Lists answer differently the second time, arrays are written to by another thread: which of
/// both, or neither, the harness says.
/// </summary>
internal sealed class CallerArguments
{
    private readonly List<string> _complaints = [];
    private volatile Action[] _flips = [];

    /// <summary>Null for plain lists.</summary>
    public SecondAnswer? Second { get; init; }

    /// <summary>What lists were asked twice.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>How many lists and arrays were made.</summary>
    public int Made { get; private set; }

    public IReadOnlyList<T> List<T>(T[] first, params T[] others)
    {
        Made++;
        return Second is { } second ? new ReadOnceList<T>(first, others, second, _complaints.Add) : first;
    }

    public IReadOnlyDictionary<string, TValue> Map<TValue>(string key, TValue first, TValue other)
    {
        Made++;
        return Second is null ? new Dictionary<string, TValue> { [key] = first } : new ReadOnceMap<TValue>(key, first, other, _complaints.Add);
    }

    /// <summary>An array that holds <paramref name="first"/>, and now and then, when another thread wrote to it, some of <paramref name="others"/>.</summary>
    public T[] Array<T>(T[] first, params T[] others)
    {
        Made++;
        T[] array = [.. first];
        void Flip()
        {
            for (int i = 0; i < array.Length; i++)
                array[i] = others[i % others.Length];
            first.CopyTo(array, 0);
        }

        _flips = [.. _flips, Flip];
        return array;
    }

    /// <summary>Floats, which another thread makes NaN and infinite.</summary>
    public float[] Floats(int length) => Array(Support.TestData.Uniform(length, seed: length), float.NaN, float.PositiveInfinity, 0f);

    /// <summary>Writes to all arrays, and back.</summary>
    public void Flip()
    {
        foreach (Action flip in _flips)
            flip();
    }
}
