using GroupConv.Cli.Output;

namespace GroupConv.Cli.Measurement;

/// <summary>Whether the repetitions of a measurement agree well enough to believe their 25th percentile.</summary>
internal static class Steadiness
{
    /// <summary>How many times its length a measurement may go on while its repetitions do not agree.</summary>
    public const int MostExtensions = 3;

    private const int LeastSamples = 4;
    private const double MostSpread = 1.5; // of the median against the 25th percentile
    private const double MostDrift = 1.15; // of one half of the run against the other

    /// <summary>Null where the repetitions agree; otherwise what speaks against them.</summary>
    public static string? WhyNot(Samples samples)
    {
        if (samples.Count < LeastSamples)
            return $"there are {samples.Count} repetitions only";
        (double quarter, double median) = (samples.P25, samples.Median);
        if (median > MostSpread * quarter)
            return $"the median of the repetitions is {Numbers.Short(median / quarter)} times their 25th percentile";
        (double first, double second) = (samples.FirstP25, samples.SecondP25);
        (double fast, double slow) = (Math.Min(first, second), Math.Max(first, second));
        return slow > MostDrift * fast ? $"one half of the repetitions took {Numbers.Short(slow / fast)} times as long as the other" : null;
    }

    /// <summary>The line that a report ends with.</summary>
    public static string Warning(string why) => $"The machine was too busy to believe these times: {why}. Measure again when it does nothing else.";
}
