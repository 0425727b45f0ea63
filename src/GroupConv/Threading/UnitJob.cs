using GroupConv.Memory;

namespace GroupConv.Threading;

/// <summary>
/// Work in units, blocks of output with one writer each. Neighbouring units are handed out together, since taking a task
/// costs a locked instruction; a thread has scratch memory of its own.
/// </summary>
/// <param name="units">Blocks of output.</param>
/// <param name="unitsPerTask">How many of them a thread takes at a time.</param>
/// <param name="scratchElements">Floats that a thread needs.</param>
/// <param name="scratch">Where they are.</param>
internal abstract unsafe class UnitJob(long units, long unitsPerTask, long scratchElements, Scratch scratch) : ParallelJob
{
    // Whole cache lines, so that threads do not share one.
    private readonly long _scratchPerThread = (scratchElements + 15) & ~15L;
    private readonly long _tasks = (units + unitsPerTask - 1) / unitsPerTask;
    private float* _scratch;

    /// <summary>Runs all units.</summary>
    protected void RunAll(int maxThreads, CancellationToken cancellationToken)
    {
        // Fewer threads, where one buffer does not hold the memory of all.
        maxThreads = (int)Math.Clamp(PinnedBuffer.MaxLength / Math.Max(1, _scratchPerThread), 1, maxThreads);
        _scratch = scratch.Of((Math.Min(maxThreads, _tasks) - 1) * _scratchPerThread + scratchElements);
        WorkerTeam.Shared.Run(this, _tasks, maxThreads, cancellationToken);
    }

    /// <summary>Runs neighbouring units, in their order.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="end">The first that is not among them.</param>
    /// <param name="scratch">The thread's own memory.</param>
    protected abstract void RunUnits(long first, long end, float* scratch);

    protected sealed override void Execute(long task, int slot)
    {
        long first = task * unitsPerTask;
        RunUnits(first, Math.Min(units, first + unitsPerTask), _scratch + slot * _scratchPerThread);
    }
}
