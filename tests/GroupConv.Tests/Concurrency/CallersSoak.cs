using System.Diagnostics;

namespace GroupConv.Tests.Concurrency;

/// <summary>
/// One layer, 16 callers, a third of whose calls are canceled at some moment. In a process of its own, where every thread and every byte
/// is the layer's or the callers'.
/// </summary>
internal static class CallersSoak
{
    private const int Callers = 16;
    private const long MostHeapGrowth = 4 << 20;
    private const long MostWorkingSetGrowth = 32 << 20;
    private static readonly int[] Sizes = [9, 20, 33];

    /// <summary>Runs for so many seconds.</summary>
    /// <returns>0 where all results were right, memory did not grow and no thread was left.</returns>
    public static int Run(double seconds)
    {
        StressCase[] sizes = [.. Sizes.Select(size => new StressCase(new GroupedConv2dOptions(24, 48, 3) { Padding = 1, Groups = 4 }, size, seed: 5))];
        GroupedConv2d layer = sizes[0].Layer; // one layer for all sizes: their seed is the same, and with it their weights
        int threadsBefore = Threads();
        var sources = new CancellationTokenSource?[Callers];
        Action<Random>[] bodies = [.. sources.Select((_, caller) => NewCaller(layer, sizes, source => Volatile.Write(ref sources[caller], source))), Cancel];

        Stress.Loop(Math.Max(1, seconds / 4), bodies);
        int warmThreads = SettledThreads(atMost: threadsBefore);
        (long heap, long workingSet) = (GC.GetTotalMemory(forceFullCollection: true), WorkingSet());

        long calls = Stress.Loop(seconds, bodies);
        int threads = SettledThreads(atMost: warmThreads);
        heap = GC.GetTotalMemory(forceFullCollection: true) - heap;
        workingSet = WorkingSet() - workingSet;
        Console.WriteLine($"{calls} calls, heap {heap / 1024.0:+0;-0} KiB, working set {workingSet / 1024.0:+0;-0} KiB, threads {warmThreads} -> {threads}");
        return heap < MostHeapGrowth && workingSet < MostWorkingSetGrowth && threads <= warmThreads ? 0 : 1;

        void Cancel(Random random)
        {
            Volatile.Read(ref sources[random.Next(Callers)])?.Cancel();
            Thread.SpinWait(random.Next(10_000));
        }
    }

    private static Action<Random> NewCaller(GroupedConv2d layer, StressCase[] sizes, Action<CancellationTokenSource?> offer)
    {
        float[][] outputs = [.. sizes.Select(size => size.NewOutput())];
        return random =>
        {
            int which = random.Next(sizes.Length);
            float[] output = outputs[which];
            output.AsSpan().Fill(float.NaN);
            CancellationTokenSource? source = random.Next(3) == 0 ? new CancellationTokenSource() : null;
            offer(source);
            try
            {
                sizes[which].Run(layer, output, maxThreads: random.Next(5), source?.Token ?? default);
                sizes[which].Check(output);
            }
            catch (OperationCanceledException canceled) when (canceled.CancellationToken == source?.Token)
            {
                // The output is of unspecified content; the next call shows that nothing is broken.
            }
        };
    }

    /// <summary>Threads of the process, once those that are ending have ended.</summary>
    private static int SettledThreads(int atMost)
    {
        long end = Environment.TickCount64 + 2000;
        int threads;
        while ((threads = Threads()) > atMost && Environment.TickCount64 < end)
            Thread.Sleep(20);
        return threads;
    }

    private static int Threads()
    {
        using var process = Process.GetCurrentProcess();
        return process.Threads.Count;
    }

    private static long WorkingSet()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
