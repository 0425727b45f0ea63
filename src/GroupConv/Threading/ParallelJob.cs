namespace GroupConv.Threading;

/// <summary>
/// Work that falls into numbered tasks, any of which may run on any thread in any order. An object is made once and run many times.
/// </summary>
internal abstract class ParallelJob
{
    private long _nextTask;
    private long _taskCount;
    private Exception? _error;
    private int _maxThreads;
    private int _joined;
    private int _helpersAtWork;

    /// <summary>Runs one task. Slots number the threads at work on this run of the job: scratch memory is one piece for each.</summary>
    /// <param name="task">From 0 to the count of tasks.</param>
    /// <param name="slot">From 0 to the cap on threads; one thread at a time has it.</param>
    protected abstract void Execute(long task, int slot);

    internal void Begin(long taskCount, int maxThreads)
    {
        _nextTask = 0;
        _taskCount = taskCount;
        _error = null;
        _maxThreads = maxThreads;
        _joined = 1; // the caller is always at work on its own job, as slot 0
        _helpersAtWork = 0;
    }

    /// <summary>Makes the calling thread a helper, if there is work for it. Only under the team's lock, and only while the job is posted.</summary>
    internal bool TryJoin(out int slot)
    {
        slot = _joined;
        if (_joined >= _maxThreads || Volatile.Read(ref _nextTask) >= _taskCount)
            return false;
        _joined++;
        Interlocked.Increment(ref _helpersAtWork);
        return true;
    }

    /// <summary>A helper's last word: what it wrote is visible to whoever sees it gone.</summary>
    internal void Leave() => Interlocked.Decrement(ref _helpersAtWork);

    /// <summary>Whether all helpers have left. Once the job is posted no more, it stays so.</summary>
    internal bool HelpersGone => Volatile.Read(ref _helpersAtWork) == 0;

    /// <summary>Takes tasks until none is left.</summary>
    internal void Work(int slot)
    {
        try
        {
            for (long task; (task = Interlocked.Increment(ref _nextTask) - 1) < _taskCount;)
                Execute(task, slot);
        }
        catch (Exception error)
        {
            _error = error;
            Volatile.Write(ref _nextTask, _taskCount); // the rest would be in vain
        }
    }

    internal void ThrowIfFailed()
    {
        if (_error is { } error)
        {
            _error = null;
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
        }
    }
}
