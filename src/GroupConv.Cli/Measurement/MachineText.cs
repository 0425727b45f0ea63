using System.Runtime.InteropServices;

namespace GroupConv.Cli.Measurement;

/// <summary>What machine a measurement was taken on, in words.</summary>
internal static class MachineText
{
    /// <summary>One line: processor, processors, vector tier, threads, .NET.</summary>
    public static string Describe(int threads) =>
        $"{Processor()}, {Environment.ProcessorCount} processors, {VectorTiers.Best} ({VectorTiers.Best.Lanes()} floats), "
        + $"{threads} {(threads == 1 ? "thread" : "threads")}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}";

    private static string Processor()
    {
        const string list = "/proc/cpuinfo";
        const string key = "model name";
        if (File.Exists(list))
        {
            string? line = File.ReadLines(list).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal));
            if (line is not null && line.IndexOf(':', StringComparison.Ordinal) is var colon and > 0)
                return line[(colon + 1)..].Trim();
        }

        return RuntimeInformation.ProcessArchitecture.ToString();
    }
}
