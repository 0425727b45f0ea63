using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace GroupConv.Values;

/// <summary>An immutable copy of a caller's dictionary: what <see cref="ValueList{T}"/> is of lists.</summary>
internal sealed class ValueMap<TValue> : IReadOnlyDictionary<string, TValue>, IEquatable<ValueMap<TValue>>
    where TValue : class
{
    private readonly Dictionary<string, TValue> _items = new(StringComparer.Ordinal);

    private ValueMap()
    {
    }

    public static ValueMap<TValue> Empty { get; } = new();

    public int Count => _items.Count;

    public IEnumerable<string> Keys => _items.Keys;

    public IEnumerable<TValue> Values => _items.Values;

    public TValue this[string key] => _items[key];

    /// <param name="map">Enumerated once.</param>
    /// <param name="name">The caller's parameter.</param>
    /// <exception cref="ArgumentNullException">There is no dictionary.</exception>
    /// <exception cref="ArgumentException">A key is there twice, a value is null, or the dictionary changed while it was read.</exception>
    public static ValueMap<TValue> Of(IReadOnlyDictionary<string, TValue> map, string name)
    {
        ArgumentNullException.ThrowIfNull(map, name);
        if (map is ValueMap<TValue> own)
            return own;
        var copy = new ValueMap<TValue>();
        try
        {
            foreach ((string key, TValue value) in map)
            {
                if (key is null || value is null || !copy._items.TryAdd(key, value))
                    throw new ArgumentException($"{name} has a null, or the key '{key}' twice", name);
            }
        }
        catch (InvalidOperationException error)
        {
            throw new ArgumentException($"{name} changed while it was read: {error.Message}", name, error);
        }

        return copy;
    }

    public bool ContainsKey(string key) => _items.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out TValue value) => _items.TryGetValue(key, out value);

    public bool Equals(ValueMap<TValue>? other) =>
        other is not null && Count == other.Count && _items.All(item => other.TryGetValue(item.Key, out TValue? value) && value.Equals(item.Value));

    public override bool Equals(object? obj) => Equals(obj as ValueMap<TValue>);

    public override int GetHashCode() => _items.Aggregate(0, (hash, item) => hash ^ HashCode.Combine(item.Key, item.Value));

    public override string ToString() => InvariantText.Of([.. _items.Select(item => $"{item.Key}: {item.Value}")]);

    public IEnumerator<KeyValuePair<string, TValue>> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
