using System.Collections;

namespace GroupConv.Tests.Callers;

/// <summary>How a list answers from the second time on.</summary>
internal enum SecondAnswer
{
    Shorter,
    Longer,
    Other,
}

/// <summary>
/// A list that answers differently whenever it is asked again: its count, and each element. It counts what was asked twice, and whether the
/// array that it was to be copied into was handed to it, which it could keep.
/// </summary>
internal sealed class ReadOnceList<T>(T[] first, T[] others, SecondAnswer second, Action<string> complain) : IReadOnlyList<T>, ICollection<T>
{
    private readonly int[] _reads = new int[first.Length];
    private int _counts;

    public int Count
    {
        get
        {
            if (_counts++ == 0)
                return first.Length;
            complain("the count was read twice");
            return second == SecondAnswer.Shorter ? first.Length - 1 : second == SecondAnswer.Longer ? first.Length + 1000 : first.Length;
        }
    }

    public bool IsReadOnly => true;

    public T this[int index]
    {
        get
        {
            if ((uint)index >= (uint)first.Length)
                return others[0];
            if (_reads[index]++ == 0)
                return first[index];
            complain($"element {index} was read twice");
            return others[index % others.Length];
        }
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (int i = 0; i < first.Length; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void CopyTo(T[] array, int arrayIndex)
    {
        complain("the copy was handed to the list");
        first.CopyTo(array, arrayIndex);
    }

    public bool Contains(T item) => throw new NotSupportedException();

    public void Add(T item) => throw new NotSupportedException();

    public bool Remove(T item) => throw new NotSupportedException();

    public void Clear() => throw new NotSupportedException();
}

/// <summary>What <see cref="ReadOnceList{T}"/> is, as a dictionary.</summary>
internal sealed class ReadOnceMap<TValue>(string key, TValue first, TValue other, Action<string> complain) : IReadOnlyDictionary<string, TValue>
{
    private int _reads, _counts;

    public IEnumerable<string> Keys => [key];

    public IEnumerable<TValue> Values => [this[key]];

    public int Count
    {
        get
        {
            if (_counts++ > 0)
                complain("the count was read twice");
            return 1;
        }
    }

    public TValue this[string name]
    {
        get
        {
            if (_reads++ == 0)
                return first;
            complain("the value was read twice");
            return other;
        }
    }

    public bool ContainsKey(string name) => name == key;

    public bool TryGetValue(string name, out TValue value)
    {
        value = this[key];
        return name == key;
    }

    public IEnumerator<KeyValuePair<string, TValue>> GetEnumerator()
    {
        yield return new(key, this[key]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
