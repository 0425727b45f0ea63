using System.Globalization;

namespace GroupConv.Cli;

/// <summary>Reads values as users write them, in options and in cases. Every failure is a <see cref="FormatException"/> that says what was expected.</summary>
internal static class ValueText
{
    /// <summary>A whole number.</summary>
    public static int Number(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? value
            : throw new FormatException($"must be a whole number from {least} to {most}, but is '{text}'");

    /// <summary>A number of seconds.</summary>
    public static double Seconds(string text, double most) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value > 0 && value <= most
            ? value
            : throw new FormatException(string.Create(
                CultureInfo.InvariantCulture, $"must be a number of seconds over 0 and up to {most}, but is '{text}'"));

    /// <summary>Numbers with commas between them, for example <c>1,2,4</c>.</summary>
    public static IReadOnlyList<int> Numbers(string text, int least) => [.. text.Split(',').Select(part => Number(part, least, int.MaxValue))];

    /// <summary>One number for both, or <c>vertical,horizontal</c>.</summary>
    public static Size2d Size(string text, int least)
    {
        IReadOnlyList<int> numbers = Numbers(text, least);
        return numbers.Count switch
        {
            1 => numbers[0],
            2 => (numbers[0], numbers[1]),
            _ => throw new FormatException($"must be one number or vertical,horizontal, but is '{text}'"),
        };
    }

    /// <summary>One number for all sides, <c>vertical,horizontal</c>, <c>top,left,bottom,right</c>, or a word.</summary>
    public static Padding Padding(string text)
    {
        switch (text)
        {
            case "valid": return GroupConv.Padding.Valid;
            case "same-upper": return GroupConv.Padding.SameUpper;
            case "same-lower": return GroupConv.Padding.SameLower;
        }

        const string expected = "must be one number, vertical,horizontal, top,left,bottom,right, valid, same-upper or same-lower";
        if (text.Length == 0 || char.IsAsciiLetter(text[0]))
            throw new FormatException($"{expected}, but is '{text}'");
        IReadOnlyList<int> numbers = Numbers(text, least: 0);
        return numbers.Count switch
        {
            1 => new Padding(numbers[0]),
            2 => new Padding(numbers[0], numbers[1]),
            4 => new Padding(numbers[0], numbers[1], numbers[2], numbers[3]),
            _ => throw new FormatException($"{expected}, but is '{text}'"),
        };
    }

    /// <summary>An algorithm by its name, in upper or lower case.</summary>
    public static ConvAlgorithm Algorithm(string text) => Named<ConvAlgorithm>(text);

    /// <summary>A layout by its name, in upper or lower case.</summary>
    public static TensorLayout Layout(string text) => Named<TensorLayout>(text);

    /// <summary>A value of an enum by its name, in upper or lower case.</summary>
    public static T Named<T>(string text)
        where T : struct, Enum
    {
        foreach (T value in Enum.GetValues<T>())
        {
            if (value.ToString().Equals(text, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        throw new FormatException($"must be one of {string.Join(", ", Enum.GetNames<T>())}, but is '{text}'");
    }
}
