using System.Globalization;

namespace GroupConv.Networks;

/// <summary>Numbers for people.</summary>
internal static class Quantity
{
    private static readonly (double Size, string Unit)[] Units = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];

    /// <summary>All digits, with commas: <c>25,028,904</c>.</summary>
    public static string Exact(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Three digits and a unit: <c>25.0 M</c>.</summary>
    public static string Short(double number)
    {
        (double scaled, string unit) = Scaled(number);
        return unit.Length > 0 ? $"{ThreeDigits(scaled)} {unit}" : number == Math.Floor(number) ? Text(number, "0") : ThreeDigits(number);
    }

    /// <summary>A round number as short as it can be: <c>2 M</c>, <c>0.5</c>.</summary>
    public static string Round(double number)
    {
        (double scaled, string unit) = Scaled(number);
        return unit.Length > 0 ? $"{Text(scaled, "0.###")} {unit}" : Text(number, "0.######");
    }

    private static (double Number, string Unit) Scaled(double number)
    {
        foreach ((double size, string unit) in Units)
        {
            // What rounds to the unit is written in it: 999,999 is 1.00 M.
            if (number >= 0.9995 * size)
                return (number / size, unit);
        }

        return (number, "");
    }

    /// <summary>Three digits: <c>0.0123</c>, <c>4.23</c>, <c>42.3</c>, <c>423</c>.</summary>
    public static string ThreeDigits(double number) => number switch
    {
        >= 99.95 => Text(number, "0"),
        >= 9.995 => Text(number, "0.0"),
        >= 0.9995 or 0 => Text(number, "0.00"),
        >= 0.09995 => Text(number, "0.000"),
        _ => Text(number, "0.0000"),
    };

    /// <summary>A part of a whole: <c>12.3%</c>; of nothing it is 0.</summary>
    public static string Percent(double part, double whole) => Text(whole > 0 ? 100 * part / whole : 0, "0.0") + "%";

    /// <summary>A number in a format, whatever the user's culture is.</summary>
    public static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
