using GroupConv.Networks;
using GroupConv.Onnx.Values;

namespace GroupConv.Onnx.Operators;

/// <summary>Numbers of a model as sizes: integers of 64 bits that must be ones of 32, with a message where they are not.</summary>
internal static class Lengths
{
    /// <param name="value">The number.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <param name="least">The least that it may be.</param>
    /// <exception cref="ArgumentException">It is less, or more than 2^31 - 1.</exception>
    public static int Of(long value, string what, int least = 0) => value >= least && value <= int.MaxValue
        ? (int)value
        : throw new ArgumentException($"{what} is {value}: only {least} to {int.MaxValue} is supported");

    /// <summary>A length that is computed with floats.</summary>
    /// <inheritdoc cref="Of(long, string, int)"/>
    public static int Of(double value, string what) => value is >= 0 and <= int.MaxValue
        ? (int)value
        : throw new ArgumentException(FormattableString.Invariant($"{what} is {(float)value}: only 0 to {int.MaxValue} is supported"));

    /// <summary>All numbers as lengths of a tensor's axes.</summary>
    /// <exception cref="ArgumentException">There are too many axes, a number is no length, or the tensor would have too many elements.</exception>
    public static TensorShape Shape(ReadOnlySpan<long> values)
    {
        if (values.Length > GraphValue.MostAxes)
            throw new ArgumentException($"a tensor of {values.Length} axes is not supported: {GraphValue.MostAxes} are the most");
        var lengths = new int[values.Length];
        for (int axis = 0; axis < lengths.Length; axis++)
            lengths[axis] = Of(values[axis], $"the length of axis {axis}");
        return Shape(lengths);
    }

    /// <summary>A shape of these lengths.</summary>
    /// <exception cref="ArgumentException">The tensor would have too many elements.</exception>
    public static TensorShape Shape(int[] lengths)
    {
        try
        {
            return new TensorShape(lengths);
        }
        catch (OverflowException error)
        {
            throw new ArgumentException($"a tensor of [{string.Join(", ", lengths)}] has more than 2^63 - 1 elements", error);
        }
    }
}
