namespace GroupConv.Threading;

/// <summary>
/// Hands out the tasks of a job. Each slot has a share of neighbouring tasks, the same one in every run, so that a thread finds in its own
/// caches what it wrote there the last time; who is done with his own helps with the others'.
/// </summary>
internal sealed class TaskShares
{
    // Counters on cache lines of their own, and not on neighbouring ones, which processors fetch together.
    private const int Apart = 16;

    private long[] _next = [];
    private long _tasks;
    private int _slots;
    private bool _noneLeft;

    /// <summary>Whether there is nothing left to take. Once it is so, it stays so.</summary>
    public bool NoneLeft => Volatile.Read(ref _noneLeft);

    /// <summary>All tasks are to be had. Only while no thread takes any.</summary>
    public void Reset(long tasks, int slots)
    {
        if (_next.Length < slots * Apart)
            _next = new long[slots * Apart];
        _tasks = tasks;
        _slots = slots;
        _noneLeft = tasks == 0;
        for (int share = 0; share < slots; share++)
            _next[share * Apart] = FirstOf(share);
    }

    /// <summary>A task that nobody else gets.</summary>
    /// <param name="share">The share to look in first: at the beginning the thread's own; moved on to where the task was.</param>
    /// <param name="task">The task.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryTake(ref int share, out long task)
    {
        task = -1;
        for (int looked = 0; looked < _slots && !NoneLeft; looked++)
        {
            ref long next = ref _next[share * Apart];
            long end = FirstOf(share + 1);
            if (Volatile.Read(ref next) < end && (task = Interlocked.Increment(ref next) - 1) < end)
                return true;
            share = share + 1 == _slots ? 0 : share + 1;
        }

        TakeAll();
        return false;
    }

    /// <summary>Leaves nothing to take.</summary>
    public void TakeAll() => Volatile.Write(ref _noneLeft, true);

    private long FirstOf(int share) => share * _tasks / _slots;
}
