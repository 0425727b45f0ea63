using System.Globalization;

namespace GroupConv.Benchmarks.Peers.Timing;

/// <summary>
/// How much of the machine other programs use. A library that spins where its threads meet is slowed down many times by one that holds a
/// core, another only by half: no percentile makes the two comparable, so what was timed meanwhile must not count.
/// </summary>
/// <param name="processes">Those that are not others.</param>
internal sealed class OtherPrograms(IReadOnlyCollection<int> processes)
{
    private const string Machine = "/proc/stat";
    private const double TicksASecond = 100; // USER_HZ, in all of /proc

    /// <summary>Core seconds since the machine was started; 0 where the system does not say.</summary>
    public double Seconds() => File.Exists(Machine) ? (MachineTicks() - processes.Sum(TicksOf)) / TicksASecond : 0;

    /// <summary>user, nice, system; irq, softirq, steal (proc_stat(5)): what is neither idle nor waiting.</summary>
    private static long MachineTicks()
    {
        string[] fields = File.ReadLines(Machine).First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields[1..4].Concat(fields[6..9]).Sum(Ticks);
    }

    /// <summary>utime and stime, fields 14 and 15 (proc_pid_stat(5)); the second may have spaces, so they are counted from its end.</summary>
    private static long TicksOf(int process)
    {
        string stat = File.ReadAllText($"/proc/{process}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Ticks(fields[11]) + Ticks(fields[12]);
    }

    private static long Ticks(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
