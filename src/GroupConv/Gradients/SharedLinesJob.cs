using GroupConv.Threading;
using static GroupConv.Planning.UnitSizes;

namespace GroupConv.Gradients;

/// <summary>
/// Makes the lines of all chunks before the units of the weights' gradient read them. A unit that made its own would copy what others
/// copy as well: that took as long as a quarter of the multiplications.
/// </summary>
internal sealed unsafe class SharedLinesJob(PreparedWeightGradient prepared) : ParallelJob
{
    // Channels of a task: their lines of a chunk are written within the first-level cache, image after image.
    private const long Channels = 16;

    private readonly WeightGradientPlan _plan = prepared.Plan;
    private readonly ConvGeometry _geometry = prepared.Plan.Geometry;
    private readonly long _outParts = CeilDiv(prepared.Plan.Geometry.OutChannels, Channels);
    private readonly long _inParts = CeilDiv(prepared.Plan.Geometry.InChannels, Channels);
    private float* _input, _outputGradient, _lines;

    /// <param name="input">[N, Cin, H, W].</param>
    /// <param name="outputGradient">[N, Cout, rows, columns].</param>
    /// <param name="lines">Receives [chunks], each with the lines of all channels.</param>
    /// <param name="maxThreads">At least 1.</param>
    /// <param name="cancellationToken">Polled between tasks.</param>
    public void Run(float* input, float* outputGradient, float* lines, int maxThreads, CancellationToken cancellationToken)
    {
        _input = input;
        _outputGradient = outputGradient;
        _lines = lines;
        WorkerTeam.Shared.Run(this, _plan.Chunks * (_outParts + _inParts), maxThreads, cancellationToken);
    }

    protected override void Execute(long task, int slot)
    {
        (long index, long part) = Math.DivRem(task, _outParts + _inParts);
        LineChunk chunk = _plan.ChunkAt(index);
        float* lines = _lines + index * _plan.LinesOfChunk;
        if (part < _outParts)
        {
            long first = part * Channels, count = Math.Min(Channels, _geometry.OutChannels - first);
            prepared.Lines.CopyGradients(_outputGradient + first * _plan.Shape.OutPlane, count, chunk, lines + first * _plan.LineElements);
        }
        else
        {
            long first = (part - _outParts) * Channels, count = Math.Min(Channels, _geometry.InChannels - first);
            prepared.Lines.CopyInputs(
                _input + first * _geometry.InPlane, count, chunk, lines + _plan.FirstInputLine + first * _plan.ChannelElements);
        }
    }
}
