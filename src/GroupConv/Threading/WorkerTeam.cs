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

    private readonly SemaphoreSlim _wake = new(0);
    private ParallelJob?[] _jobs = new ParallelJob?[8];
    private SpinGate _gate;
    private int _workers;
    private int _sleeping;
    private int _posted;

    /// <summary>The one team of the process.</summary>
    public static WorkerTeam Shared { get; } = new();

    /// <summary>The most threads that a job can have; more than there are processors only for tests on small machines.</summary>
    public static int MostThreads { get; } = Math.Max(Environment.ProcessorCount, 16);

    /// <summary>The threads that a caller asks for with a cap: 0 is one a processor.</summary>
    public static int Clamp(int maxThreads) => maxThreads == 0 ? Environment.ProcessorCount : Math.Min(maxThreads, MostThreads);

    /// <summary>Jobs that were offered to other threads so far.</summary>
    public int Posted => Volatile.Read(ref _posted);

    /// <summary>Threads started so far, which all stay.</summary>
    public int Workers => Volatile.Read(ref _workers);

    /// <summary>Runs all tasks of a job and returns when they are done.</summary>
    /// <param name="job">A job that is not running.</param>
    /// <param name="taskCount">How many tasks; 0 is no work.</param>
    /// <param name="maxThreads">The most threads at work on it, the caller included; at most <see cref="MostThreads"/>.</param>
    /// <param name="cancellationToken">Polled before each task.</param>
    /// <exception cref="OperationCanceledException">The token was canceled before all tasks were done.</exception>
    public void Run(ParallelJob job, long taskCount, int maxThreads, CancellationToken cancellationToken = default)
    {
        var threads = (int)Math.Min(Math.Min(maxThreads, MostThreads), taskCount);
        job.Begin(taskCount, threads, cancellationToken);
        if (threads <= 1)
        {
            job.Work(slot: 0);
        }
        else
        {
            StartWorkers(threads - 1);
            // From the posting to the withdrawal nothing may throw: helpers write to memory that the caller keeps pinned.
            bool interrupted = Post(job, helpers: threads - 1);
            job.Work(slot: 0);
            Withdraw(job);
            if (interrupted)
                Thread.CurrentThread.Interrupt();
        }

        job.End();
    }

    /// <returns>Whether the thread was interrupted meanwhile; whoever calls passes it on.</returns>
    private bool Post(ParallelJob job, int helpers)
    {
        int toWake;
        _gate.Enter();
        try
        {
            int place = Array.IndexOf(_jobs, null);
            if (place < 0)
            {
                place = _jobs.Length;
                Array.Resize(ref _jobs, 2 * place); // may find no memory: then nothing is posted, and the gate must open again
            }

            _jobs[place] = job;
            _posted++;
            toWake = Math.Min(helpers, _sleeping);
            _sleeping -= toWake;
        }
        finally
        {
            _gate.Exit();
        }

        bool interrupted = false;
        while (toWake > 0)
        {
            try
            {
                _wake.Release(toWake);
                toWake = 0;
            }
            catch (ThreadInterruptedException)
            {
                interrupted = true;
            }
        }

        return interrupted;
    }

    /// <summary>Lets nobody else join, then waits for those who did. They are in the middle of a task each, so this is short.</summary>
    private void Withdraw(ParallelJob job)
    {
        _gate.Enter();
        _jobs[Array.IndexOf(_jobs, job)] = null;
        _gate.Exit();
        for (int turn = 0; !job.HelpersGone; turn++)
            SpinGate.Pause(turn);
    }

    private void StartWorkers(int wanted)
    {
        for (int started; (started = Volatile.Read(ref _workers)) < wanted;)
        {
            // Callers that come at the same time must not each start all that is wanted.
            if (Interlocked.CompareExchange(ref _workers, started + 1, started) != started)
                continue;
            if (!TryStartWorker(started + 1))
                return;
        }
    }

    /// <returns>Whether the system had a thread to give. The caller and those who are there finish without.</returns>
    private bool TryStartWorker(int number)
    {
        try
        {
            new Thread(() => WorkForever(number)) { IsBackground = true, Name = $"GroupConv worker {number}" }.UnsafeStart();
            return true;
        }
        catch (Exception error) when (error is OutOfMemoryException or ThreadStartException)
        {
            Interlocked.Decrement(ref _workers);
            return false;
        }
    }

    private void WorkForever(int number)
    {
        while (true)
        {
            int seen = Volatile.Read(ref _posted);
            while (Join(number, out int slot) is { } job)
            {
                job.Work(slot);
                job.Leave();
            }

            if (!SpinUntilPosted(seen))
                Sleep(seen);
        }
    }

    private ParallelJob? Join(int worker, out int slot)
    {
        slot = -1;
        ParallelJob? joined = null;
        _gate.Enter();
        foreach (ParallelJob? job in _jobs)
        {
            if (job is not null && job.TryJoin(worker, out slot))
            {
                joined = job;
                break;
            }
        }

        _gate.Exit();
        return joined;
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
        _gate.Enter();
        bool posted = _posted != seen;
        if (!posted)
            _sleeping++;
        _gate.Exit();
        if (!posted)
            _wake.Wait();
    }
}
