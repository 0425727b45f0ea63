using GroupConv.Memory;
using GroupConv.Padded;
using GroupConv.Planning;
using GroupConv.Threading;

namespace GroupConv.Im2colGemm;

/// <summary>One caller's run: pad the input, then multiply unit by unit.</summary>
internal sealed unsafe class Im2colGemmCall<TTile>(PreparedIm2colGemm prepared, Scratch scratch) : ConvCall
    where TTile : struct, IGemmTile
{
    private readonly PadJob? _padding = prepared.Plan.Geometry.HasPadding ? new PadJob(prepared.Plan.Geometry) : null;
    private readonly PinnedBuffer _padded = new(prepared.Plan.PaddedElements);
    private readonly GemmJob<TTile> _multiplication = new(prepared, scratch);

    public override void Run(float* input, float* residual, float* output, int maxThreads, CancellationToken cancellationToken)
    {
        if (_padding is not null)
        {
            _padding.Run(input, _padded.Pointer, maxThreads, cancellationToken);
            input = _padded.Pointer;
        }

        _multiplication.Run(input, residual, output, maxThreads, cancellationToken);
    }
}

/// <summary>The multiplication; each unit writes a block of output that is its own, straight into the group's slice.</summary>
internal sealed unsafe class GemmJob<TTile>(PreparedIm2colGemm prepared, Scratch scratch)
    : ConvUnitJob(prepared.Plan.Units, prepared.Plan.UnitsPerTask, prepared.Plan.ScratchElements, scratch)
    where TTile : struct, IGemmTile
{
    private readonly Im2colGemmPlan _plan = prepared.Plan;
    private readonly ConvGeometry _geometry = prepared.Plan.Geometry;

    protected override void RunUnits(long first, long end, float* scratch)
    {
        for (long unit = first; unit < end; unit++)
            RunUnit(unit, scratch);
    }

    private void RunUnit(long unit, float* scratch)
    {
        (long rest, long panelBlock) = Math.DivRem(unit, _plan.PanelBlocks);
        (rest, long rowBlock) = Math.DivRem(rest, _plan.RowBlocks);
        (long image, long group) = Math.DivRem(rest, _geometry.Groups);
        for (long firstTap = 0; firstTap < _geometry.Taps; firstTap += _plan.DepthBlock)
            MultiplyBlock(image, group, rowBlock, panelBlock, firstTap, scratch);
    }

    private void MultiplyBlock(long image, long group, long rowBlock, long panelBlock, long firstTap, float* scratch)
    {
        long depth = Math.Min(_plan.DepthBlock, _geometry.Taps - firstTap);
        long firstPanel = panelBlock * _plan.PanelBlock;
        long endPanel = Math.Min(firstPanel + _plan.PanelBlock, _plan.Panels);
        long endRow = Math.Min((rowBlock + 1) * _plan.RowPanelBlock, _plan.RowPanels);
        float* input = Input + (image * _geometry.InChannels + group * _geometry.InChannelsPerGroup) * _geometry.PaddedPlane;
        long target = (image * _geometry.OutChannels + group * _geometry.OutChannelsPerGroup) * _geometry.OutPlane;
        ReadOnlySpan<long> offsets = prepared.Runs.TapOffsets.AsSpan((int)firstTap, (int)depth);
        var arguments = new GemmTileArguments
        {
            Columns = scratch,
            Depth = depth,
            Min = _geometry.Options.Clamp.Min,
            Max = _geometry.Options.Clamp.Max,
            Resume = firstTap > 0,
            Finish = firstTap + depth == _geometry.Taps,
        };

        for (long panel = firstPanel; panel < endPanel; panel++)
        {
            ColumnPacker.Pack(input, prepared.Runs.Panel(panel), offsets, _geometry.Step.Width, scratch, TTile.Columns);
            for (long row = rowBlock * _plan.RowPanelBlock; row < endRow; row++)
            {
                arguments.Weights = prepared.Weights.Panel(group, firstTap, depth, row);
                arguments.Bias = prepared.Weights.PanelBias(group, row);
                RunTile(ref arguments, target, row * TTile.Rows, panel * TTile.Columns, scratch + _plan.ColumnPanelElements);
            }
        }
    }

    /// <summary>A tile that hangs over the edge of the group's channels or of the plane runs on a tile of its own, and what is ours is copied.</summary>
    private void RunTile(ref GemmTileArguments arguments, long group, long row, long column, float* edgeTile)
    {
        long target = group + row * _geometry.OutPlane + column;
        float* corner = Output + target;
        arguments.Residual = Residual == null || !arguments.Finish ? null : Residual + target;
        var rows = (int)Math.Min(TTile.Rows, _geometry.OutChannelsPerGroup - row);
        var columns = (int)Math.Min(TTile.Columns, _geometry.OutPlane - column);
        if (rows == TTile.Rows && columns == TTile.Columns)
        {
            arguments.Output = corner;
            arguments.OutputPitch = _geometry.OutPlane;
            TTile.Run(arguments);
            return;
        }

        arguments.Output = edgeTile;
        arguments.OutputPitch = TTile.Columns;
        if (arguments.Resume)
            CopyRows(corner, _geometry.OutPlane, edgeTile, TTile.Columns, rows, columns);
        if (arguments.Residual != null)
        {
            float* residual = edgeTile + TTile.Rows * TTile.Columns;
            CopyRows(arguments.Residual, _geometry.OutPlane, residual, TTile.Columns, rows, columns);
            arguments.Residual = residual;
        }

        TTile.Run(arguments);
        CopyRows(edgeTile, TTile.Columns, corner, _geometry.OutPlane, rows, columns);
    }

    private static void CopyRows(float* source, long sourcePitch, float* destination, long destinationPitch, int rows, int columns)
    {
        for (int row = 0; row < rows; row++)
            new ReadOnlySpan<float>(source + row * sourcePitch, columns).CopyTo(new Span<float>(destination + row * destinationPitch, columns));
    }
}
