using System.Runtime.Intrinsics;
using GroupConv.Memory;
using GroupConv.Threading;
using GroupConv.Vectors;

namespace GroupConv.Gradients;

/// <summary>One caller's gradient of weights and bias.</summary>
internal abstract unsafe class WeightGradientCall(WeightGradientPlan plan, Scratch scratch)
    : UnitJob(plan.Units, plan.UnitsPerTask, plan.ScratchElements, scratch)
{
    /// <summary>[N, Cin, H, W].</summary>
    protected float* Input { get; private set; }

    /// <summary>[N, Cout, rows, columns].</summary>
    protected float* OutputGradient { get; private set; }

    /// <summary>[Cout, Cin/G, Kh, Kw].</summary>
    protected float* WeightGradient { get; private set; }

    /// <summary>[Cout]; null where it is not wanted.</summary>
    protected float* BiasGradient { get; private set; }

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

/// <summary>The work of a call: for each unit, chunk after chunk is copied to lines and all tiles of sums go on along them.</summary>
internal sealed unsafe class WeightGradientCall<TLanes, TVector, TTile>(PreparedWeightGradient prepared, Scratch scratch)
    : WeightGradientCall(prepared.Plan, scratch)
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
    where TTile : struct, IDotTile
{
    // Planes of a unit this short lie far apart from image to image, so that the processor does not see them coming.
    private const long MostPrefetchedBytes = 8 * 1024;

    private readonly WeightGradientPlan _plan = prepared.Plan;
    private readonly ConvGeometry _geometry = prepared.Plan.Geometry;

    protected override void RunUnits(long first, long end, float* scratch)
    {
        for (long unit = first; unit < end; unit++)
            RunUnit(GradientUnit.Of(_plan, unit), scratch);
    }

    private void RunUnit(GradientUnit unit, float* scratch)
    {
        long chunks = 0;
        for (long image = 0; image < _geometry.Batch; image += _plan.Images)
        {
            long images = Math.Min(_plan.Images, _geometry.Batch - image);
            for (long row = 0; row < _plan.Outputs.Height; row += _plan.BlockRows)
                for (long column = 0; column < _plan.Outputs.Width; column += _plan.BlockColumns)
                {
                    var chunk = new LineChunk(
                        row, Math.Min(_plan.BlockRows, _plan.Outputs.Height - row),
                        column, Math.Min(_plan.BlockColumns, _plan.Outputs.Width - column));
                    CopyLines(unit, image, images, chunk, scratch);
                    long length = _plan.LineLength(chunk.Rows, chunk.Columns);
                    var arguments = new DotArguments
                    {
                        RowPitch = _plan.LineElements,
                        Taps = scratch + _plan.RowsOf(_plan.OutBlock) * _plan.LineElements,
                        Length = _plan.JoinsImages ? images * length : length,
                        Segments = _plan.JoinsImages ? 1 : images,
                        SegmentStride = _plan.ImageElements,
                        Resume = chunks > 0,
                    };
                    RunTiles(unit, arguments, scratch, isLast: ++chunks == _plan.Chunks);
                }
        }

        if (BiasGradient != null && unit.FirstInWithinGroup == 0)
            RunBias(unit);
    }

    private void CopyLines(GradientUnit unit, long image, long images, LineChunk chunk, float* lines)
    {
        long inputs = _plan.RowsOf(_plan.OutBlock) * _plan.LineElements;
        long gradientBytes = sizeof(float) * unit.Outs * _plan.OutPlane, inputBytes = sizeof(float) * unit.Ins * _geometry.InPlane;
        bool isShort = gradientBytes + inputBytes <= MostPrefetchedBytes;
        for (long i = image; i < image + images; i++, lines += _plan.ImageElements)
        {
            if (isShort && i + 1 < _geometry.Batch)
            {
                Prefetch.ToSecondLevel((byte*)GradientOf(unit, i + 1), gradientBytes);
                Prefetch.ToSecondLevel((byte*)InputOf(unit, i + 1), inputBytes);
            }

            prepared.Lines.CopyGradient(GradientOf(unit, i), unit.Outs, chunk, lines);
            prepared.Lines.CopyInput(InputOf(unit, i), unit.Ins, chunk, lines + inputs);
        }
    }

    private float* GradientOf(GradientUnit unit, long image) => OutputGradient + (image * _geometry.OutChannels + unit.FirstOut) * _plan.OutPlane;

    private float* InputOf(GradientUnit unit, long image) => Input + (image * _geometry.InChannels + unit.FirstIn) * _geometry.InPlane;

    /// <summary>All tiles of a chunk. Those of the last one are added up while their sums are in the first-level cache.</summary>
    private void RunTiles(GradientUnit unit, DotArguments arguments, float* scratch, bool isLast)
    {
        long taps = unit.Ins * _plan.KernelTaps, nextSums = _plan.Chunks > 1 ? _plan.Tile.SumElements : 0;
        float* sums = scratch + _plan.LinesOfChunk;
        float* gradient = WeightGradient + unit.FirstOut * _geometry.Taps + unit.FirstInWithinGroup * _plan.KernelTaps;
        arguments.Sums = sums;
        for (long row = 0; row < unit.Outs; row += TTile.Rows)
        {
            arguments.Rows = scratch + row * _plan.LineElements;
            for (long tap = 0; tap < taps; tap += TTile.Taps, arguments.Sums += nextSums)
            {
                arguments.TapOffsets = prepared.TapOffsets.Pointer + tap;
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
                OutputGradient + channel * _plan.OutPlane, _plan.OutPlane, _geometry.Batch, _geometry.OutChannels * _plan.OutPlane);
    }
}
