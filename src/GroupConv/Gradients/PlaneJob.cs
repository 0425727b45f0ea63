using GroupConv.Threading;

namespace GroupConv.Gradients;

/// <summary>Work that is the same for every plane of a tensor and moves more than it computes.</summary>
/// <param name="planes">How many there are.</param>
/// <param name="elements">Floats that are written for each.</param>
internal abstract unsafe class PlaneJob(long planes, long elements) : ParallelJob
{
    // Planes are gathered into tasks of about this many bytes, some microseconds of copying.
    private const long TaskBytes = 64 * 1024;

    private readonly long _planesPerTask = Math.Max(1, TaskBytes / (sizeof(float) * Math.Max(1, elements)));

    /// <summary>Where the first plane is read.</summary>
    protected float* Source { get; private set; }

    /// <summary>Where the first plane is written.</summary>
    protected float* Destination { get; private set; }

    public void Run(float* source, float* destination, int maxThreads, CancellationToken cancellationToken)
    {
        Source = source;
        Destination = destination;
        WorkerTeam.Shared.Run(this, (planes + _planesPerTask - 1) / _planesPerTask, maxThreads, cancellationToken);
    }

    protected abstract void RunPlane(long plane);

    protected sealed override void Execute(long task, int slot)
    {
        long end = Math.Min(planes, (task + 1) * _planesPerTask);
        for (long plane = task * _planesPerTask; plane < end; plane++)
            RunPlane(plane);
    }
}
