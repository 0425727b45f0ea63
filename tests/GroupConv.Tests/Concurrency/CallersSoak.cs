using System.Collections.Concurrent;
using System.Diagnostics;
using GroupConv.Tests.Support;
using GroupConv.Threading;

namespace GroupConv.Tests.Concurrency;

/// <summary>
/// One layer, 16 callers, a third of whose calls are canceled at some moment. In a process of its own, where every thread and every byte
/// is the layer's or the callers'.
/// </summary>
internal static class CallersSoak
{
    private const int Callers = 16;
    private const int TurnsOfCaller = 100;
    private const double LongSeconds = 60;
    private const long MostHeapGrowth = 4 << 20;
    private const long MostWorkingSetGrowth = 32 << 20;
    private static readonly int[] Sizes = [9, 20, 33];

    /// <summary>Runs in the form that <see cref="LongRun"/> says; what only the operating system counts is judged in the long one.</summary>
    /// <returns>0 where all results were right, memory did not grow and no thread was left.</returns>
    public static int Run()
    {
        StressCase[] sizes = [.. Sizes.Select(size => new StressCase(new GroupedConv2dOptions(24, 48, 3) { Padding = 1, Groups = 4 }, size, seed: 5))];
        GroupedConv2d layer = sizes[0].Layer; // one layer for all sizes: their seed is the same, and with it their weights
        var sources = new CancellationTokenSource?[Callers];
        Action<Random>[] callers = [.. sources.Select((_, caller) => NewCaller(layer, sizes, source => Volatile.Write(ref sources[caller], source)))];

        int systemThreads = SystemThreads();
        foreach (StressCase size in sizes)
        {
            MeetInCalls(layer, size, maxThreads: 0);
            MeetInCalls(layer, size, maxThreads: 4);
        }

        Stress.Loop(TurnsOfCaller / 4, LongSeconds / 4, callers, Cancel);
        systemThreads = SettledThreads(atMost: systemThreads);
        (long heap, long workingSet) = (GC.GetTotalMemory(forceFullCollection: true), WorkingSet());

        long calls = Stress.Loop(TurnsOfCaller, LongSeconds, callers, Cancel);
        heap = GC.GetTotalMemory(forceFullCollection: true) - heap;
        workingSet = WorkingSet() - workingSet;
        int workers = WorkerTeam.Shared.Workers, moreThreads = SettledThreads(atMost: systemThreads) - systemThreads;
        Console.WriteLine($"{calls} calls, heap {heap / 1024.0:+0;-0} KiB, working set {workingSet / 1024.0:+0;-0} KiB, {workers} workers, threads {moreThreads:+0;-0}");
        bool right = heap < MostHeapGrowth && workers < WorkerTeam.MostThreads;
        return right && (!LongRun.IsAsked || (workingSet < MostWorkingSetGrowth && moreThreads <= 0)) ? 0 : 1;

        void Cancel(Random random)
        {
            Volatile.Read(ref sources[random.Next(Callers)])?.Cancel();
            Thread.SpinWait(random.Next(10_000));
        }
    }

    /// <summary>All callers are in a call of one size at the same moment: from then on the layer has as much memory as they ever need.</summary>
    private static void MeetInCalls(GroupedConv2d layer, StressCase size, int maxThreads)
    {
        CancellationTokenSource[] sources = [.. Enumerable.Range(0, Callers).Select(_ => new CancellationTokenSource())];
        var toCome = new ConcurrentDictionary<CancellationToken, bool>(sources.Select(source => KeyValuePair.Create(source.Token, true)));
        using var all = new Barrier(Callers);
        CancellationPoll.Polling = token =>
        {
            if (toCome.TryRemove(token, out _))
                all.SignalAndWait(CancellationToken.None);
        };
        Stress.RunAll(sources.Select(source => (Action)(() => size.Run(layer, size.NewOutput(), maxThreads, source.Token))));
        CancellationPoll.Polling = null;
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
        long end = Environment.TickCount64 + (LongRun.IsAsked ? 2000 : 0);
        int threads;
        while ((threads = SystemThreads()) > atMost && Environment.TickCount64 < end)
            Thread.Sleep(20);
        return threads;
    }

    private static int SystemThreads()
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
