using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace GroupConv;

/// <summary>Range checks of a caller's numbers, whose messages name the number, what it must be, and what it is.</summary>
internal static class Require
{
    /// <exception cref="ArgumentOutOfRangeException">The value is 0 or negative.</exception>
    public static void Positive<T>(T value, [CallerArgumentExpression(nameof(value))] string? name = null)
        where T : struct, INumber<T>
    {
        if (value <= T.Zero)
            throw new ArgumentOutOfRangeException(name, value, string.Create(CultureInfo.InvariantCulture, $"{name} must be positive, but is {value}"));
    }

    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public static void NotNegative<T>(T value, [CallerArgumentExpression(nameof(value))] string? name = null)
        where T : struct, INumber<T>
    {
        if (value < T.Zero)
            throw new ArgumentOutOfRangeException(name, value, string.Create(CultureInfo.InvariantCulture, $"{name} must not be negative, but is {value}"));
    }

    /// <exception cref="ArgumentOutOfRangeException">The value is negative or, as a float, infinite or not a number.</exception>
    public static void FiniteNotNegative(double value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!(value >= 0 && float.IsFinite((float)value)))
            throw new ArgumentOutOfRangeException(name, value, string.Create(CultureInfo.InvariantCulture, $"{name} must be finite and not negative, but is {value}"));
    }

    /// <exception cref="ArgumentOutOfRangeException">The enumeration has no such value.</exception>
    public static void Defined<T>(T value, [CallerArgumentExpression(nameof(value))] string? name = null)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}, which is not a value of {typeof(T).Name}");
    }

    /// <exception cref="ArgumentOutOfRangeException">The index is not from 0 to below <paramref name="count"/>.</exception>
    public static void Index(int index, int count, string? name = null)
    {
        if ((uint)index >= (uint)count)
            throw new ArgumentOutOfRangeException(name, index, string.Create(CultureInfo.InvariantCulture, $"{name} must be from 0 to {count - 1}, but is {index}"));
    }
}
