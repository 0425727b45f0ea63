namespace GroupConv.Threading;

/// <summary>
/// Work that falls into numbered tasks, any of which may run on any thread in any order. An object is made once and run many times.
/// </summary>
internal abstract class ParallelJob
{
    /// <summary>
    /// Lets a test watch the jobs that its own thread starts. Called with the job, its number of tasks and its cap on threads before the
    /// first task runs; returns what every thread calls with its slot before each task, or null for nothing.
    /// </summary>
    [ThreadStatic]
    internal static Func<ParallelJob, long, int, Action<int>?>? Watch;

    private readonly TaskShares _shares = new();
    private bool[] _slotTaken = [];
    private CancellationToken _cancellationToken;
    private Action<int>? _beforeTask;
    private Exception? _error;
    private bool _canceled;
    private int _slots;
    private int _helpersAtWork;

    /// <summary>Runs one task. Slots number the threads at work on this run of the job: scratch memory is one piece for each.</summary>
    /// <param name="task">From 0 to the count of tasks.</param>
    /// <param name="slot">From 0 to the cap on threads; one thread at a time has it.</param>
    protected abstract void Execute(long task, int slot);

    internal void Begin(long taskCount, int maxThreads, CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        _slots = Math.Max(1, maxThreads);
        _shares.Reset(taskCount, _slots);
        _error = null;
        _canceled = false;
        if (_slotTaken.Length < _slots)
            _slotTaken = new bool[_slots];
        Array.Clear(_slotTaken);
        _slotTaken[0] = true; // the caller is always at work on its own job
        _helpersAtWork = 0;
        _beforeTask = Watch?.Invoke(this, taskCount, _slots);
    }

    /// <summary>Makes the calling thread a helper, if there is work for it. Only under the team's lock, and only while the job is posted.</summary>
    /// <param name="worker">The thread's number, from 1: it gets the slot of that number where it can, and with it the same share each time.</param>
    /// <param name="slot">Its slot.</param>
    internal bool TryJoin(int worker, out int slot)
    {
        slot = worker < _slots && !_slotTaken[worker] ? worker : Array.IndexOf(_slotTaken, false, 0, _slots);
        if (slot < 0 || _shares.NoneLeft)
            return false;
        _slotTaken[slot] = true;
        Interlocked.Increment(ref _helpersAtWork);
        return true;
    }

    /// <summary>A helper's last word: what it wrote is visible to whoever sees it gone.</summary>
    internal void Leave() => Interlocked.Decrement(ref _helpersAtWork);

    /// <summary>Whether all helpers have left. Once the job is posted no more, it stays so.</summary>
    internal bool HelpersGone => Volatile.Read(ref _helpersAtWork) == 0;

    /// <summary>Takes tasks until none is left, or until the run is canceled: then it leaves none.</summary>
    internal void Work(int slot)
    {
        try
        {
            int share = slot;
            while (_shares.TryTake(ref share, out long task))
            {
                if (CancellationPoll.IsCanceled(_cancellationToken))
                {
                    _canceled = true; // there was a task, and it is not done
                    _shares.TakeAll();
                    return;
                }

                _beforeTask?.Invoke(slot);
                Execute(task, slot);
            }
        }
        catch (Exception error)
        {
            _error = error;
            _shares.TakeAll(); // the rest would be in vain
        }
    }

    /// <summary>Ends a run whose helpers are gone. A run that did all its tasks has not failed, even if it was canceled meanwhile.</summary>
    internal void End()
    {
        CancellationToken cancellationToken = _cancellationToken;
        _cancellationToken = default; // the job may be kept for long: it should not hold on to the caller's source
        if (_error is { } error)
        {
            _error = null;
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
        }

        if (_canceled)
            throw new OperationCanceledException(cancellationToken);
    }
}
