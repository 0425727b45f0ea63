using System.Numerics;

namespace GroupConv;

/// <summary>An exact ratio of two counts in lowest terms; 1/G must be exactly 1/G.</summary>
public readonly record struct Fraction
{
    /// <summary>Reduces <paramref name="numerator"/> / <paramref name="denominator"/>.</summary>
    /// <param name="numerator">Not negative.</param>
    /// <param name="denominator">Positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is out of range.</exception>
    public Fraction(long numerator, long denominator)
    {
        Require.NotNegative(numerator);
        Require.Positive(denominator);
        long divisor = (long)BigInteger.GreatestCommonDivisor(numerator, denominator);
        Numerator = numerator / divisor;
        Denominator = denominator / divisor;
    }

    /// <summary>Above the line.</summary>
    public long Numerator { get; }

    /// <summary>Below the line.</summary>
    public long Denominator { get; }

    /// <summary>The nearest floating-point number.</summary>
    public double Value => (double)Numerator / Denominator;

    /// <summary>For example <c>1/32</c>, or <c>1</c>.</summary>
    /// <returns>The ratio in words.</returns>
    public override string ToString() => Denominator == 1 ? $"{Numerator}" : $"{Numerator}/{Denominator}";
}
