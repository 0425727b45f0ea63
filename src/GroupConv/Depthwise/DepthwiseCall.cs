using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.Threading;

namespace GroupConv.Depthwise;

/// <summary>One caller's run.</summary>
internal sealed unsafe class DepthwiseCall<TTile>(PreparedDepthwise prepared, Scratch scratch) : ConvCall
    where TTile : struct, IDepthwiseTile
{
    private readonly DepthwiseJob<TTile> _job = new(prepared, scratch);

    public override void Run(float* input, float* residual, float* output, int maxThreads, CancellationToken cancellationToken) =>
        _job.Run(input, residual, output, maxThreads, cancellationToken);
}

/// <summary>The work of a call; each unit writes a block of rows of one channel that is its own.</summary>
internal sealed unsafe class DepthwiseJob<TTile>(PreparedDepthwise prepared, Scratch scratch)
    : ConvUnitJob(prepared.Plan.Units, prepared.Plan.UnitsPerTask, prepared.Plan.ScratchElements, scratch)
    where TTile : struct, IDepthwiseTile
{
    private readonly DepthwisePlan _plan = prepared.Plan;
    private readonly ConvGeometry _geometry = prepared.Plan.Geometry;
    private readonly long _inRow = (long)prepared.Plan.Geometry.InWidth * prepared.Plan.Block;
    private readonly long _outRow = (long)prepared.Plan.Geometry.OutWidth * prepared.Plan.Block;
    private readonly long _leftOfRow = (long)prepared.Plan.Geometry.PadLeft * prepared.Plan.Block;
    private readonly StripTable _strips = new(prepared.Plan, TTile.Stride, [.. Enumerable.Range(0, TTile.Loads).Select(TTile.LoadColumn)]);

    protected override void RunUnits(long first, long end, float* scratch)
    {
        float** inputRows = stackalloc float*[(int)(_plan.UnitRows - 1) * TTile.Stride + TTile.Kernel];
        var arguments = new DepthwiseTileArguments
        {
            InputRows = inputRows,
            OutputPitch = _outRow,
            ClampedBelow = _geometry.Options.Clamp.Min > float.NegativeInfinity,
            ClampedAbove = _geometry.Options.Clamp.Max < float.PositiveInfinity,
            Min = _geometry.Options.Clamp.Min,
            Max = _geometry.Options.Clamp.Max,
        };
        long limit = EndOf(end - 1);
        (long imagePlane, long block) = Math.DivRem(first, _plan.Blocks);
        (long image, long plane) = Math.DivRem(imagePlane, _plan.Planes);
        for (long unit = first; unit < end; unit++)
        {
            long row = block * _plan.UnitRows;
            arguments.Rows = Math.Min(_plan.UnitRows, _geometry.OutHeight - row);
            FindInputRows(Input + InputPlane(image, plane) * _inRow * _geometry.InHeight, row, arguments.Rows, inputRows);
            long target = ((image * _plan.Planes + plane) * _geometry.OutHeight + row) * _outRow;
            arguments.Output = Output + target;
            arguments.Residual = Residual == null ? null : Residual + target;
            arguments.Weights = prepared.Weights.Weights(plane);
            arguments.Bias = prepared.Weights.Bias(plane);
            // A vector that reaches over its row's end is written before what it spoils. What follows the task is another thread's.
            if (_plan.Spills && target + (arguments.Rows - 1) * _outRow + _plan.Lanes > limit)
                RunLast(arguments, scratch);
            else
                RunStrips(ref arguments);

            if (++block < _plan.Blocks)
                continue;
            block = 0;
            if (++plane < _plan.Planes)
                continue;
            plane = 0;
            image++;
        }
    }

    /// <summary>Planes of output that one channel of input has lie one behind the other.</summary>
    private long InputPlane(long image, long plane)
    {
        int multiplier = _geometry.OutChannelsPerGroup;
        return multiplier == 1 ? image * _plan.Planes + plane : image * _geometry.InChannels + plane / multiplier;
    }

    /// <summary>Where a unit's outputs end; those of the next begin there.</summary>
    private long EndOf(long unit)
    {
        (long plane, long block) = Math.DivRem(unit, _plan.Blocks);
        return (plane * _geometry.OutHeight + Math.Min((block + 1) * _plan.UnitRows, _geometry.OutHeight)) * _outRow;
    }

    private void FindInputRows(float* input, long outputRow, long rows, float** inputRows)
    {
        long row = outputRow * TTile.Stride - _geometry.PadTop;
        long count = (rows - 1) * TTile.Stride + TTile.Kernel;
        for (long i = 0; i < count; i++, row++)
        {
            float* source = (ulong)row < (ulong)_geometry.InHeight ? input + row * _inRow : prepared.ZeroRow.Pointer;
            inputRows[i] = source - _leftOfRow;
        }
    }

    private void RunStrips(ref DepthwiseTileArguments arguments)
    {
        foreach (StripPair pair in _strips.Pairs)
        {
            arguments.Column0 = pair.Column0;
            arguments.Column1 = pair.Column1;
            arguments.Masks = _strips.MaskTable.Pointer + pair.Masks;
            switch (pair.Edge)
            {
                case StripEdge.Inside: RunTile<InsideStrips>(arguments, pair.Count); break;
                case StripEdge.Rim: RunTile<RimStrips>(arguments, pair.Count); break;
                default: RunTile<MaskedStrips>(arguments, pair.Count); break;
            }
        }
    }

    private static void RunTile<TEdge>(in DepthwiseTileArguments arguments, int strips)
        where TEdge : struct, IStripEdge
    {
        if (strips == 1)
            TTile.Run<OneStrip, TEdge>(arguments);
        else
            TTile.Run<TwoStrips, TEdge>(arguments);
    }

    /// <summary>Through memory of the thread's own, of which the part that exists is copied.</summary>
    private void RunLast(DepthwiseTileArguments arguments, float* scratch)
    {
        int width = _geometry.OutWidth, lanes = _plan.Lanes;
        float* output = arguments.Output, residual = arguments.Residual;
        arguments.Output = scratch;
        arguments.OutputPitch = lanes;
        if (residual != null)
        {
            arguments.Residual = scratch + arguments.Rows * lanes;
            for (long row = 0; row < arguments.Rows; row++)
                ShortCopy.Copy(residual + row * width, arguments.Residual + row * lanes, width);
        }

        RunStrips(ref arguments);
        for (long row = 0; row < arguments.Rows; row++)
            ShortCopy.Copy(scratch + row * lanes, output + row * width, width);
    }
}
