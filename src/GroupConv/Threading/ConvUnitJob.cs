using GroupConv.Memory;

namespace GroupConv.Threading;

/// <summary>A convolution's work in units.</summary>
/// <param name="units">Blocks of output.</param>
/// <param name="unitsPerTask">How many of them a thread takes at a time.</param>
/// <param name="scratchElements">Floats that a thread needs.</param>
/// <param name="scratch">Where they are.</param>
internal abstract unsafe class ConvUnitJob(long units, long unitsPerTask, long scratchElements, Scratch scratch)
    : UnitJob(units, unitsPerTask, scratchElements, scratch)
{
    /// <summary>The input of the run, as the job's kernels want it.</summary>
    protected float* Input { get; private set; }

    /// <summary>What is added to the outputs, in the same places; null for nothing.</summary>
    protected float* Residual { get; private set; }

    /// <summary>[N, Cout, OutHeight, OutWidth].</summary>
    protected float* Output { get; private set; }

    /// <summary>Runs all units.</summary>
    public void Run(float* input, float* residual, float* output, int maxThreads, CancellationToken cancellationToken)
    {
        Input = input;
        Residual = residual;
        Output = output;
        RunAll(maxThreads, cancellationToken);
    }
}
