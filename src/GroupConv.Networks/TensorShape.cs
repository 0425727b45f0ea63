using System.Collections;
using System.Runtime.CompilerServices;

namespace GroupConv.Networks;

/// <summary>The lengths of a tensor's axes, the outermost first. Immutable; equal where all lengths are.</summary>
/// <example><code>TensorShape image = [1, 3, 224, 224];</code></example>
[CollectionBuilder(typeof(TensorShape), nameof(Create))]
public sealed class TensorShape : IReadOnlyList<int>, IEquatable<TensorShape>
{
    private readonly int[] _lengths;

    /// <summary>A shape of these lengths.</summary>
    /// <param name="lengths">None for a scalar.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="OverflowException">The tensor would have more than 2^63 - 1 elements.</exception>
    public TensorShape(params ReadOnlySpan<int> lengths)
    {
        _lengths = lengths.ToArray();
        Int128 elements = 1;
        foreach (int length in _lengths) // the copy: the caller's may change
        {
            Require.NotNegative(length, nameof(lengths));
            elements *= length;
            if (elements > long.MaxValue)
                throw new OverflowException($"a tensor of shape {this} has over 2^63 - 1 elements");
        }

        Elements = (long)elements;
    }

    /// <summary>Number of axes.</summary>
    public int Rank => _lengths.Length;

    /// <summary>Product of all lengths; 1 for a scalar.</summary>
    public long Elements { get; }

    /// <summary>Number of axes, as of any list.</summary>
    public int Count => _lengths.Length;

    /// <summary>Length of an axis.</summary>
    /// <param name="axis">From 0, the outermost.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public int this[int axis] => (uint)axis < (uint)_lengths.Length
        ? _lengths[axis]
        : throw new ArgumentOutOfRangeException(nameof(axis), axis, $"the shape {this} has {Rank} axes");

    /// <summary>All lengths.</summary>
    /// <returns>The outermost first.</returns>
    public ReadOnlySpan<int> AsSpan() => _lengths;

    /// <summary>What collection expressions call.</summary>
    /// <param name="lengths">The lengths of the axes.</param>
    /// <returns>A shape.</returns>
    public static TensorShape Create(ReadOnlySpan<int> lengths) => new(lengths);

    /// <summary>The shape with another length of one axis.</summary>
    /// <param name="axis">From 0.</param>
    /// <param name="length">Its new length.</param>
    /// <returns>A new shape.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis, or the length is negative.</exception>
    public TensorShape With(int axis, int length)
    {
        _ = this[axis];
        int[] changed = [.. _lengths];
        changed[axis] = length;
        return new TensorShape(changed);
    }

    /// <summary>Whether the lengths are the same.</summary>
    /// <param name="other">Another shape.</param>
    /// <returns>True where they are.</returns>
    public bool Equals(TensorShape? other) => other is not null && _lengths.AsSpan().SequenceEqual(other._lengths);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TensorShape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int length in _lengths)
            hash.Add(length);
        return hash.ToHashCode();
    }

    /// <summary>The lengths in brackets: <c>[1, 3, 224, 224]</c>.</summary>
    /// <returns>Text that does not depend on the culture.</returns>
    public override string ToString() => $"[{string.Join(", ", _lengths)}]";

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_lengths).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
