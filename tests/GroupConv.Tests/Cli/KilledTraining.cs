using System.Diagnostics;
using GroupConv.Cli;
using GroupConv.Threading;

namespace GroupConv.Tests.Cli;

/// <summary>In a child process: a training that ends the process, as by SIGKILL, in the middle of its second epoch.</summary>
internal static class KilledTraining
{
    private const int JobsOfTheSecondEpoch = 40; // a forward and a backward run have some hundred

    /// <param name="arguments">Those of the command line.</param>
    public static int Run(string[] arguments)
    {
        using var output = new Watcher();
        return CommandLineApp.RunAsync(arguments, output, Console.Error).GetAwaiter().GetResult();
    }

    /// <summary>Sees the line that tells of the first epoch, and counts jobs from then on.</summary>
    private sealed class Watcher : StringWriter
    {
        public override void WriteLine(string? value)
        {
            if (value?.TrimStart().StartsWith("1 ", StringComparison.Ordinal) != true)
                return;
            int jobs = 0;
            ParallelJob.Watch = (_, _, _) =>
            {
                if (++jobs == JobsOfTheSecondEpoch)
                {
                    Process.GetCurrentProcess().Kill();
                    Thread.Sleep(Timeout.Infinite);
                }

                return null;
            };
        }
    }
}
