using System.Diagnostics;
using GroupConv.Memory;
using GroupConv.Networks.Steps;

namespace GroupConv.Networks.Compilation;

/// <summary>What one caller of a network has of his own: the activations, and the state of every step.</summary>
internal sealed unsafe class NetworkRun
{
    private readonly PinnedBuffer _activations, _constants;
    private readonly IStep[] _steps;
    private readonly int _tensors;

    public NetworkRun(long elements, PinnedBuffer constants, CompiledStep[] steps, int inputs, int outputs)
    {
        _activations = new PinnedBuffer(elements);
        _constants = constants;
        var scratch = new Scratch(); // one for all steps: they run one after the other
        _steps = Array.ConvertAll(steps, step => step.Make(scratch));
        _tensors = inputs + outputs;
    }

    /// <param name="tensors">The caller's inputs, then outputs.</param>
    /// <param name="milliseconds">Receives the time of each step; empty for no measurement.</param>
    /// <param name="maxThreads">At least 1.</param>
    /// <param name="cancellationToken">Polled between tasks.</param>
    public void Run(float** tensors, Span<double> milliseconds, int maxThreads, CancellationToken cancellationToken)
    {
        if (PinnedMemory.FillsWithNaN)
            _activations.Span.Fill(float.NaN);
        float** buffers = stackalloc float*[Place.FirstInput + _tensors];
        buffers[Place.Activations] = _activations.Pointer;
        buffers[Place.Constants] = _constants.Pointer;
        for (int i = 0; i < _tensors; i++)
            buffers[Place.FirstInput + i] = tensors[i];
        long start = milliseconds.IsEmpty ? 0 : Stopwatch.GetTimestamp();
        for (int i = 0; i < _steps.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _steps[i].Run(buffers, maxThreads, cancellationToken);
            if (milliseconds.IsEmpty)
                continue;
            long end = Stopwatch.GetTimestamp();
            milliseconds[i] = Stopwatch.GetElapsedTime(start, end).TotalMilliseconds;
            start = end;
        }
    }
}
