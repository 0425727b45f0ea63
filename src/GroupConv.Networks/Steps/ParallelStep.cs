using GroupConv.Threading;

namespace GroupConv.Networks.Steps;

/// <summary>A step whose work falls into numbered tasks.</summary>
/// <param name="tasks">How many.</param>
internal abstract unsafe class ParallelStep(long tasks) : ParallelJob, IStep
{
    /// <summary>Floats that are worth a task: some microseconds of work, many times what handing it out costs.</summary>
    public const long ElementsPerTask = 8192;

    public void Run(float** buffers, int maxThreads, CancellationToken cancellationToken)
    {
        Bind(buffers);
        WorkerTeam.Shared.Run(this, tasks, maxThreads, cancellationToken);
    }

    /// <summary>How many rows of a length make a task.</summary>
    public static long RowsPerTask(long length) => Math.Max(1, ElementsPerTask / Math.Max(1, length));

    /// <summary>How many tasks hold so many rows.</summary>
    public static long TasksOf(long rows, long rowsPerTask) => (rows + rowsPerTask - 1) / rowsPerTask;

    /// <summary>Finds the addresses of the run.</summary>
    protected abstract void Bind(float** buffers);

    protected abstract void RunTask(long task);

    protected sealed override void Execute(long task, int slot) => RunTask(task);
}
