using System.Globalization;

namespace GroupConv;

/// <summary>Arithmetic on sizes. What does not fit is refused with its name and its number, before anything is allocated.</summary>
internal static class Sizes
{
    /// <summary>A size as the length of an axis.</summary>
    /// <exception cref="OverflowException">It is over 2^31 - 1; the message says what it is of.</exception>
    public static int ToLength(long size, string what) =>
        size <= int.MaxValue ? (int)size : throw new OverflowException(string.Create(CultureInfo.InvariantCulture, $"{what} is {size}, over {int.MaxValue}"));

    /// <summary>The product of sizes that are not negative.</summary>
    /// <exception cref="OverflowException">It is over 2^63 - 1; the message says what it is of.</exception>
    public static long Product(string what, params ReadOnlySpan<long> factors)
    {
        Int128 product = 1;
        foreach (long factor in factors)
        {
            product *= factor; // two factors below 2^63 fit; a 0 behind too large a product does not make it smaller
            if (product > long.MaxValue)
                throw new OverflowException($"{what}, {Text(factors)}, is over 2^63 - 1");
        }

        return (long)product;
    }

    private static string Text(ReadOnlySpan<long> factors) => string.Join(" x ", factors.ToArray().Select(factor => factor.ToString(CultureInfo.InvariantCulture)));
}
