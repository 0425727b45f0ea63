using System.Globalization;

namespace GroupConv.Cli.Output;

/// <summary>Numbers for people: a few digits, always with a point.</summary>
internal static class Numbers
{
    /// <summary>About three significant digits, never an exponent.</summary>
    public static string Short(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.ToString("0.0000", CultureInfo.InvariantCulture),
    };

    /// <summary>1 run, 2 runs.</summary>
    public static string Counted(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    public static string Percent(double share) => (100 * share).ToString("0", CultureInfo.InvariantCulture) + "%";

    public static string MegaFlop(long flops) => Short(flops / 1e6);
}
