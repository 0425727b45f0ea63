using GroupConv.Memory;
using GroupConv.Threading;

namespace GroupConv.Networks.Steps;

/// <summary>A step whose work falls into numbered tasks.</summary>
/// <param name="tasks">How many.</param>
/// <param name="scratchElements">Floats of working memory that a thread needs.</param>
internal abstract unsafe class ParallelStep(long tasks, long scratchElements = 0) : ParallelJob, IStep
{
    private PinnedBuffer _scratch = new(0);

    /// <summary>Floats that are worth a task: some microseconds of work, many times what handing it out costs.</summary>
    public const long ElementsPerTask = 8192;

    public void Run(float** buffers, int maxThreads, CancellationToken cancellationToken)
    {
        Bind(buffers);
        long scratch = Math.Min(maxThreads, tasks) * scratchElements;
        if (_scratch.Length < scratch)
            _scratch = new PinnedBuffer(scratch);
        WorkerTeam.Shared.Run(this, tasks, maxThreads, cancellationToken);
    }

    /// <summary>How many rows of a length make a task.</summary>
    public static long RowsPerTask(long length) => Math.Max(1, ElementsPerTask / Math.Max(1, length));

    /// <summary>How many tasks hold so many rows.</summary>
    public static long TasksOf(long rows, long rowsPerTask) => (rows + rowsPerTask - 1) / rowsPerTask;

    /// <summary>Finds the addresses of the run.</summary>
    protected abstract void Bind(float** buffers);

    /// <param name="task">From 0 to the number of tasks.</param>
    /// <param name="scratch">The thread's own memory.</param>
    protected abstract void RunTask(long task, float* scratch);

    protected sealed override void Execute(long task, int slot) => RunTask(task, _scratch.Pointer + slot * scratchElements);
}
