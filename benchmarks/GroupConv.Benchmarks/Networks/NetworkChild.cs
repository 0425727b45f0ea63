using System.Globalization;
using GroupConv.Benchmarks.Peers;
using GroupConv.Benchmarks.Peers.Timing;

namespace GroupConv.Benchmarks.Networks;

/// <summary>
/// The process of one contender: it loads a model and answers lines with lines, until its input ends. A process for each, so that memory
/// can be told apart.
/// </summary>
internal static class NetworkChild
{
    public const string Argument = "network-child";

    public static int Run(string contender, NetworkTask task)
    {
        using InProcessLayer network = contender == GroupConvContender.OwnName ? new GroupConvNetwork(task) : new OrtNetwork(task);
        Console.Out.WriteLine(network.Variant);
        var seconds = new List<double>();
        while (Console.In.ReadLine() is { } line)
        {
            string[] words = line.Split(' ');
            switch (words[0])
            {
                case "burst":
                    int[] shape = [.. words[1..].Select(word => int.Parse(word, CultureInfo.InvariantCulture))];
                    seconds.Clear();
                    network.Burst(new BurstShape(shape[0], shape[1], shape[2]), seconds);
                    Console.Out.WriteLine(string.Join(' ', seconds.Select(value => value.ToString("R", CultureInfo.InvariantCulture))));
                    break;
                case "output":
                    var output = new float[task.OutputElements];
                    network.CopyOutput(output);
                    Console.Out.WriteLine(string.Join(' ', output.Select(value => value.ToString("R", CultureInfo.InvariantCulture))));
                    break;
                case "memory":
                    Console.Out.WriteLine(FormattableString.Invariant($"{Status("VmRSS")} {Status("VmHWM")}"));
                    break;
                default:
                    return 2;
            }
        }

        return 0;
    }

    /// <summary>KiB of resident memory, now or at the most (proc_pid_status(5)).</summary>
    private static long Status(string field) => File.Exists("/proc/self/status")
        ? long.Parse(
            File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal)).Split([' ', '\t', ':'], StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture)
        : 0;
}
