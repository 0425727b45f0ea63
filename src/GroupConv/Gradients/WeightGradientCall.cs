using System.Runtime.Intrinsics;
using GroupConv.Memory;
using GroupConv.Threading;
using GroupConv.Vectors;

namespace GroupConv.Gradients;

/// <summary>One caller's gradient of weights and bias.</summary>
internal abstract unsafe class WeightGradientCall(PreparedWeightGradient prepared, Scratch scratch)
    : UnitJob(prepared.Plan.Units, prepared.Plan.UnitsPerTask, prepared.Plan.ScratchElements, scratch)
{
    private readonly Scratch _memory = scratch;
    private readonly SharedLinesJob? _sharedLines = prepared.Plan.SharesLines ? new SharedLinesJob(prepared) : null;

    /// <summary>[N, Cin, H, W].</summary>
    protected float* Input { get; private set; }

    /// <summary>[N, Cout, rows, columns].</summary>
    protected float* OutputGradient { get; private set; }

    /// <summary>[Cout, Cin/G, Kh, Kw].</summary>
    protected float* WeightGradient { get; private set; }

    /// <summary>[Cout]; null where it is not wanted.</summary>
    protected float* BiasGradient { get; private set; }

    /// <summary>The lines of all chunks; null where each unit makes its own.</summary>
    protected float* SharedLines { get; private set; }

    /// <summary>A call with the tile of the plan.</summary>
    /// <param name="prepared">What calls of a size share.</param>
    /// <param name="scratch">The caller's memory.</param>
    public static WeightGradientCall Of(PreparedWeightGradient prepared, Scratch scratch) => prepared.Plan.Tier switch
    {
        VectorTier.Vector512 => (prepared.Plan.Tile.Rows, prepared.Plan.Tile.Taps) switch
        {
            (8, 3) => new WeightGradientCall<Lanes512, Vector512<float>, DotTile8x3<Lanes512, Vector512<float>>>(prepared, scratch),
            (4, 6) => new WeightGradientCall<Lanes512, Vector512<float>, DotTile4x6<Lanes512, Vector512<float>>>(prepared, scratch),
            _ => Narrow<Lanes512, Vector512<float>>(prepared, scratch),
        },
        VectorTier.Vector256 => Narrow<Lanes256, Vector256<float>>(prepared, scratch),
        VectorTier.Vector128 => Narrow<Lanes128, Vector128<float>>(prepared, scratch),
        _ => Narrow<Lanes1, float>(prepared, scratch),
    };

    /// <param name="input">[N, Cin, H, W].</param>
    /// <param name="outputGradient">[N, Cout, rows, columns].</param>
    /// <param name="weightGradient">Receives [Cout, Cin/G, Kh, Kw].</param>
    /// <param name="biasGradient">Receives [Cout]; null for nothing.</param>
    /// <param name="maxThreads">At least 1.</param>
    /// <param name="cancellationToken">Polled between tasks.</param>
    public void Run(
        float* input, float* outputGradient, float* weightGradient, float* biasGradient, int maxThreads, CancellationToken cancellationToken)
    {
        Input = input;
        OutputGradient = outputGradient;
        WeightGradient = weightGradient;
        BiasGradient = biasGradient;
        if (_sharedLines is not null)
        {
            SharedLines = _memory.Shared(prepared.Plan.SharedElements);
            _sharedLines.Run(input, outputGradient, SharedLines, maxThreads, cancellationToken);
        }

        RunAll(maxThreads, cancellationToken);
    }

    private static WeightGradientCall Narrow<TLanes, TVector>(PreparedWeightGradient prepared, Scratch scratch)
        where TLanes : struct, ILanes<TVector>
        where TVector : struct => prepared.Plan.Tile.Rows switch
        {
            4 => new WeightGradientCall<TLanes, TVector, DotTile4x3<TLanes, TVector>>(prepared, scratch),
            2 => new WeightGradientCall<TLanes, TVector, DotTile2x6<TLanes, TVector>>(prepared, scratch),
            _ => new WeightGradientCall<TLanes, TVector, DotTile1x9<TLanes, TVector>>(prepared, scratch),
        };
}

/// <summary>The work of a call: for each unit, all tiles of sums go on along the lines of chunk after chunk.</summary>
internal sealed unsafe class WeightGradientCall<TLanes, TVector, TTile>(PreparedWeightGradient prepared, Scratch scratch)
    : WeightGradientCall(prepared, scratch)
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
    where TTile : struct, IDotTile
{
    private readonly PreparedWeightGradient _prepared = prepared;
    private readonly WeightGradientPlan _plan = prepared.Plan;
    private readonly ConvGeometry _geometry = prepared.Plan.Geometry;

    protected override void RunUnits(long first, long end, float* scratch)
    {
        for (long unit = first; unit < end; unit++)
            RunUnit(GradientUnit.Of(_plan, unit), scratch);
    }

    private void RunUnit(GradientUnit unit, float* scratch)
    {
        for (long index = 0; index < _plan.Chunks; index++)
        {
            LineChunk chunk = _plan.ChunkAt(index);
            float* lines = LinesOf(unit, index, chunk, scratch);
            var arguments = new DotArguments
            {
                Rows = lines,
                RowPitch = _plan.LineElements,
                Taps = lines + _plan.FirstInputLine,
                Length = _plan.Shape.SegmentLength(chunk),
                Segments = _plan.Shape.JoinsImages ? 1 : chunk.Images,
                SegmentStride = _plan.ImageElements,
                Sums = scratch + (_plan.SharesLines ? 0 : _plan.LinesOfChunk),
                Resume = index > 0,
            };
            if (_plan.SharesLines)
            {
                arguments.Rows += unit.FirstOut * _plan.LineElements;
                arguments.Taps += unit.FirstIn * _plan.ChannelElements;
            }

            RunTiles(unit, arguments, isLast: index + 1 == _plan.Chunks);
        }

        if (BiasGradient != null && unit.FirstInWithinGroup == 0)
            RunBias(unit);
    }

    private float* LinesOf(GradientUnit unit, long index, LineChunk chunk, float* scratch)
    {
        if (_plan.SharesLines)
            return SharedLines + index * _plan.LinesOfChunk;
        _prepared.Lines.CopyGradients(OutputGradient + unit.FirstOut * _plan.Shape.OutPlane, unit.Outs, chunk, scratch);
        _prepared.Lines.CopyInputs(Input + unit.FirstIn * _geometry.InPlane, unit.Ins, chunk, scratch + _plan.FirstInputLine);
        return scratch;
    }

    /// <summary>All tiles of a chunk. Those of the last one are added up while their sums are in the first-level cache.</summary>
    private void RunTiles(GradientUnit unit, DotArguments arguments, bool isLast)
    {
        long taps = unit.Ins * _plan.KernelTaps, nextSums = _plan.Chunks > 1 ? _plan.Tile.SumElements : 0;
        float* gradient = WeightGradient + unit.FirstOut * _geometry.Taps + unit.FirstInWithinGroup * _plan.KernelTaps;
        for (long row = 0; row < unit.Outs; row += TTile.Rows, arguments.Rows += TTile.Rows * _plan.LineElements)
        {
            for (long tap = 0; tap < taps; tap += TTile.Taps, arguments.Sums += nextSums)
            {
                arguments.TapOffsets = _prepared.TapOffsets.Pointer + tap;
                TTile.Run(arguments);
                if (isLast)
                    SumTree.Write<TTile>(
                        arguments.Sums, gradient + row * _geometry.Taps + tap, _geometry.Taps,
                        Math.Min(TTile.Rows, unit.Outs - row), Math.Min(TTile.Taps, taps - tap));
            }
        }
    }

    private void RunBias(GradientUnit unit)
    {
        for (long channel = unit.FirstOut; channel < unit.FirstOut + unit.Outs; channel++)
            BiasGradient[channel] = ChannelSum.Of(
                OutputGradient + channel * _plan.Shape.OutPlane, _plan.Shape.OutPlane, _geometry.Batch, _geometry.OutChannels * _plan.Shape.OutPlane);
    }
}
