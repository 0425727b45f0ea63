using System.Collections;

namespace GroupConv.Values;

/// <summary>
/// An immutable copy of a caller's list. Every public member that takes a list reads it once, into one of these, before anything is
/// checked: a list that changes, or that answers differently the second time, cannot pass a check with one length and be used with another.
/// Two are equal where their elements are, and the text is the elements in brackets, so that records which hold one compare and print well.
/// </summary>
internal sealed class ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    private readonly List<T> _items;

    private ValueList(List<T> items) => _items = items;

    public int Count => _items.Count;

    public T this[int index] => _items[index];

    /// <param name="list">Read once: its count, then each element.</param>
    /// <param name="name">The caller's parameter.</param>
    /// <param name="allowsNull">Whether elements may be null.</param>
    /// <exception cref="ArgumentNullException">There is no list.</exception>
    /// <exception cref="ArgumentException">An element is null, or the list changed while it was read.</exception>
    public static ValueList<T> Of(IReadOnlyList<T> list, string name, bool allowsNull = false)
    {
        ArgumentNullException.ThrowIfNull(list, name);
        if (list is ValueList<T> own)
            return own;
        var items = new List<T>();
        try
        {
            // Not by AddRange or ToArray: those hand the new array to the caller's CopyTo, which could keep it.
            int count = list.Count;
            for (int i = 0; i < count; i++)
                items.Add(list[i]);
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or IndexOutOfRangeException or InvalidOperationException)
        {
            throw new ArgumentException($"{name} changed while it was read: {error.Message}", name, error);
        }

        return !allowsNull && typeof(T).IsClass && items.FindIndex(item => item is null) is var missing and >= 0
            ? throw new ArgumentException($"{name}[{missing}] is null", name)
            : new ValueList<T>(items);
    }

    public bool Equals(ValueList<T>? other) => other is not null && _items.SequenceEqual(other._items);

    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (T item in _items)
            hash.Add(item);
        return hash.ToHashCode();
    }

    public override string ToString() => InvariantText.Of(this);

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
