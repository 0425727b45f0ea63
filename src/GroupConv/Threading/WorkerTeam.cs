using System.Diagnostics.CodeAnalysis;

namespace GroupConv.Threading;

/// <summary>
/// A few threads that stay, for work too small for <see cref="Parallel"/>: starting a job allocates nothing. The caller works on its own
/// job from the start and needs nobody's help to finish it, so jobs may be started by any number of threads and from inside other jobs.
/// </summary>
/// <remarks>
/// A worker without a job looks for the next one for <see cref="SpinTurns"/> turns, since layers of a network follow each other within
/// microseconds, and then sleeps. Threads are background threads: they never keep a process alive.
/// </remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "lives as long as the process")]
internal sealed class WorkerTeam
{
    // A turn is Thread.SpinWait(8), some 40 to 400 ns depending on the processor: together well under a tenth of a millisecond.
    private const int SpinTurns = 200;
    private const int MaxWorkers = 255;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _wake = new(0);
    private ParallelJob?[] _jobs = new ParallelJob?[8];
    private int _workers;
    private int _sleeping;
    private int _posted;

    /// <summary>The one team of the process.</summary>
    public static WorkerTeam Shared { get; } = new();

    /// <summary>Runs all tasks of a job and returns when they are done.</summary>
    /// <param name="job">A job that is not running.</param>
    /// <param name="taskCount">How many tasks; 0 is no work.</param>
    /// <param name="maxThreads">The most threads at work on it, the caller included; more than the processor has is allowed.</param>
    public void Run(ParallelJob job, long taskCount, int maxThreads)
    {
        var threads = (int)Math.Min(Math.Min(maxThreads, MaxWorkers + 1), taskCount);
        job.Begin(taskCount, threads);
        if (threads <= 1)
        {
            job.Work(slot: 0);
        }
        else
        {
            Post(job, helpers: threads - 1);
            job.Work(slot: 0);
            Withdraw(job);
        }

        job.ThrowIfFailed();
    }

    private void Post(ParallelJob job, int helpers)
    {
        int toWake;
        lock (_lock)
        {
            while (_workers < helpers)
                StartWorker();
            int place = Array.IndexOf(_jobs, null);
            if (place < 0)
            {
                place = _jobs.Length;
                Array.Resize(ref _jobs, 2 * place);
            }

            _jobs[place] = job;
            _posted++;
            toWake = Math.Min(helpers, _sleeping);
            _sleeping -= toWake;
        }

        if (toWake > 0)
            _wake.Release(toWake);
    }

    /// <summary>Lets nobody else join, then waits for those who did. They are in the middle of a task each, so this is short.</summary>
    private void Withdraw(ParallelJob job)
    {
        lock (_lock)
            _jobs[Array.IndexOf(_jobs, job)] = null;
        var spinner = new SpinWait();
        while (!job.HelpersGone)
            spinner.SpinOnce(sleep1Threshold: -1); // yields, but never sleeps a whole millisecond
    }

    private void StartWorker()
    {
        _workers++;
        var thread = new Thread(WorkForever) { IsBackground = true, Name = $"GroupConv worker {_workers}" };
        thread.UnsafeStart();
    }

    private void WorkForever()
    {
        while (true)
        {
            int seen = Volatile.Read(ref _posted);
            while (Join(out int slot) is { } job)
            {
                job.Work(slot);
                job.Leave();
            }

            if (!SpinUntilPosted(seen))
                Sleep(seen);
        }
    }

    private ParallelJob? Join(out int slot)
    {
        lock (_lock)
        {
            foreach (ParallelJob? job in _jobs)
            {
                if (job is not null && job.TryJoin(out slot))
                    return job;
            }
        }

        slot = -1;
        return null;
    }

    private bool SpinUntilPosted(int seen)
    {
        for (int turn = 0; turn < SpinTurns; turn++)
        {
            if (Volatile.Read(ref _posted) != seen)
                return true;
            Thread.SpinWait(8);
        }

        return false;
    }

    private void Sleep(int seen)
    {
        lock (_lock)
        {
            if (_posted != seen)
                return;
            _sleeping++;
        }

        _wake.Wait();
    }
}
