namespace GroupConv.Onnx.Folding;

/// <summary>Arithmetic on the integers of constants. A result of more than 64 bits is an error that names the numbers.</summary>
internal static class IntegerMath
{
    public static long Sum(long a, long b) => Fitting((Int128)a + b, a, '+', b);

    public static long Difference(long a, long b) => Fitting((Int128)a - b, a, '-', b);

    public static long Product(long a, long b) => Fitting((Int128)a * b, a, '*', b);

    /// <summary>Rounded towards 0.</summary>
    public static long Quotient(long a, long b) => b == 0 ? throw DividesByZero() : b == -1 ? Fitting(-(Int128)a, a, '/', b) : a / b;

    /// <summary>The remainder whose sign is the dividend's, as in C.</summary>
    public static long Remainder(long a, long b) => b == 0 ? throw DividesByZero() : b == -1 ? 0 : a % b; // the processor's overflows for -1

    /// <summary>The remainder whose sign is the divisor's, as in Python.</summary>
    public static long Modulus(long a, long b)
    {
        long remainder = Remainder(a, b);
        return remainder != 0 && remainder < 0 != b < 0 ? remainder + b : remainder;
    }

    public static long Negative(long value) => Difference(0, value);

    public static long Absolute(long value) => value < 0 ? Negative(value) : value;

    private static long Fitting(Int128 result, long a, char sign, long b) => result >= long.MinValue && result <= long.MaxValue
        ? (long)result
        : throw new ArgumentException($"{a} {sign} {b} does not fit into 64 bits");

    private static ArgumentException DividesByZero() => new("it divides by 0");
}
