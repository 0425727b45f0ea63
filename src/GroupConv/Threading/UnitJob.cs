using GroupConv.Memory;

namespace GroupConv.Threading;

/// <summary>
/// A convolution's work in units, blocks of output with one writer each. Neighbouring units are handed out together, since taking a task
/// costs a locked instruction; a thread has scratch memory of its own.
/// </summary>
/// <param name="units">Blocks of output.</param>
/// <param name="unitsPerTask">How many of them a thread takes at a time.</param>
/// <param name="scratchElements">Floats that a thread needs.</param>
internal abstract unsafe class UnitJob(long units, long unitsPerTask, long scratchElements) : ParallelJob
{
    // Whole cache lines, so that threads do not share one.
    private readonly long _scratchPerThread = (scratchElements + 15) & ~15L;
    private readonly long _tasks = (units + unitsPerTask - 1) / unitsPerTask;
    private PinnedBuffer _scratch = new(0);

    /// <summary>The input of the run, as the job's kernels want it.</summary>
    protected float* Input { get; private set; }

    /// <summary>[N, Cout, OutHeight, OutWidth].</summary>
    protected float* Output { get; private set; }

    /// <summary>Runs all units.</summary>
    public void Run(float* input, float* output, int maxThreads)
    {
        Input = input;
        Output = output;
        long scratch = Math.Min(maxThreads, _tasks) * _scratchPerThread;
        if (_scratch.Length < scratch)
            _scratch = new PinnedBuffer(scratch);
        WorkerTeam.Shared.Run(this, _tasks, maxThreads);
    }

    /// <param name="unit">From 0 to the count of units.</param>
    /// <param name="scratch">The thread's own memory.</param>
    protected abstract void RunUnit(long unit, float* scratch);

    protected sealed override void Execute(long task, int slot)
    {
        float* scratch = _scratch.Pointer + slot * _scratchPerThread;
        long end = Math.Min(units, (task + 1) * unitsPerTask);
        for (long unit = task * unitsPerTask; unit < end; unit++)
            RunUnit(unit, scratch);
    }
}
