using GroupConv.Tests.Support;

namespace GroupConv.Tests.Concurrency;

/// <summary>One layer and many callers: the result stays right, memory and threads stay what they are.</summary>
[Collection(nameof(Core.RunsAlone))]
public class CallersTests
{
    /// <summary>In a process of its own, whose memory and threads are the layer's and the callers' alone.</summary>
    [Fact]
    public void Sixteen_callers_of_one_layer_get_right_results_and_leave_neither_memory_nor_threads()
    {
        // Compiled once and for all: the JIT would otherwise allocate while memory is compared.
        ChildResult soak = ChildProcess.Run(
            ChildProgram.SoakCallers, [], new Dictionary<string, string> { ["DOTNET_TieredCompilation"] = "0" }, TimeSpan.FromMinutes(10));
        soak.ExitCode.Should().Be(0, $"{soak.Output}{soak.Error}");
    }

    [Fact]
    public void Every_algorithm_and_layout_at_once_with_any_cap_on_threads()
    {
        StressCase[] cases = StressCase.All();
        Stress.Loop(turns: 100, longSeconds: 20, Enumerable.Range(0, 8).Select(_ => NewCaller(cases)));

        static Action<Random> NewCaller(StressCase[] cases)
        {
            float[][] outputs = [.. cases.Select(one => one.NewOutput())];
            return random =>
            {
                int which = random.Next(cases.Length);
                cases[which].RunRight(outputs[which], maxThreads: random.Next(9));
            };
        }
    }

    /// <summary>
    /// Callers' arrays are moved whenever no call is at work on them, and layers that nobody has any longer are collected: their buffers
    /// must live as long as a helper is at work on them.
    /// </summary>
    [Fact]
    public void Layers_may_become_garbage_while_others_run()
    {
        StressCase[] cases = StressCase.All();
        Action<Random>[] callers = [.. Enumerable.Range(0, 4).Select(_ => (Action<Random>)(random =>
        {
            StressCase one = cases[random.Next(cases.Length)];
            float[] output = one.NewOutput();
            one.Run(one.Again(), output, maxThreads: random.Next(5));
            one.Check(output);
        }))];
        Action<Random> collector = _ =>
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            Thread.Sleep(1);
        };
        Stress.Loop(turns: 50, longSeconds: 20, callers, collector);
    }

    [Fact]
    public void Calls_inside_parallel_loops_and_pool_work_and_jobs_do_not_deadlock()
    {
        StressCase[] cases = StressCase.All();
        Action<Random> inParallelFor = random =>
            Parallel.For(0, 8, i => cases[i * 3 % cases.Length].RunRight(cases[i * 3 % cases.Length].NewOutput(), maxThreads: i % 5));
        Action<Random> inPoolWork = random =>
        {
            Task[] work = [.. Enumerable.Range(0, 16).Select(i => Task.Run(() => inParallelFor(random)))];
            Task.WaitAll(work);
        };
        Action<Random> inJob = random => Threading.WorkerTeam.Shared.Run(new CallingJob(cases), 8, 4);
        Stress.Loop(turns: 10, longSeconds: 10, [inParallelFor, inPoolWork, inJob, inJob]);
    }

    [Fact]
    public void Threads_interrupted_at_any_moment_leave_nothing_broken()
    {
        StressCase[] cases = StressCase.All();
        foreach (StressCase one in cases)
            one.RunRight(one.NewOutput(), maxThreads: 4); // an interrupt of a static constructor would leave its type unusable
        var callers = new Thread?[4];
        Action<Random>[] bodies = [.. callers.Select((_, number) => (Action<Random>)(random =>
        {
            Volatile.Write(ref callers[number], Thread.CurrentThread);
            StressCase one = cases[random.Next(cases.Length)];
            float[] output = one.NewOutput();
            for (bool interrupted = false; !interrupted;) // a turn ends with an interrupt
            {
                try
                {
                    one.Run(random.Next(4) == 0 ? one.Again() : one.Layer, output, maxThreads: random.Next(5));
                    one.Check(output);
                    Thread.Sleep(0); // an interrupt that no wait of the call met comes out here
                }
                catch (ThreadInterruptedException)
                {
                    interrupted = true;
                }
            }
        }))];
        Action<Random> interrupter = random =>
        {
            Volatile.Read(ref callers[random.Next(callers.Length)])?.Interrupt();
            Thread.SpinWait(random.Next(20_000));
        };
        Stress.Loop(turns: 100, longSeconds: 20, bodies, interrupter);
    }

    private sealed class CallingJob(StressCase[] cases) : Threading.ParallelJob
    {
        protected override void Execute(long task, int slot)
        {
            StressCase one = cases[task * 5 % cases.Length];
            one.RunRight(one.NewOutput(), maxThreads: 3);
        }
    }
}
