using GroupConv.Layouts;
using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.Threading;
using GroupConv.Tiles;
using GroupConv.Vectors;

namespace GroupConv.ChannelLanes;

/// <summary>One caller's run: unit by unit, copy the input, run the channels over it, and turn the outputs into planes.</summary>
internal sealed class ChannelLanesCall<TLanes, TVector>(PreparedChannelLanes prepared, Scratch scratch) : ConvCall
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private readonly ChannelLanesJob<TLanes, TVector> _job = new(prepared, scratch);

    public override unsafe void Run(float* input, float* residual, float* output, int maxThreads, CancellationToken cancellationToken) =>
        _job.Run(input, residual, output, maxThreads, cancellationToken);
}

/// <summary>The work of a call; each unit writes a block of channels and rows that is its own.</summary>
internal sealed unsafe class ChannelLanesJob<TLanes, TVector>(PreparedChannelLanes prepared, Scratch scratch)
    : ConvUnitJob(prepared.Plan.Units, prepared.Plan.UnitsPerTask, prepared.Plan.ScratchElements, scratch)
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private readonly ChannelLanesPlan _plan = prepared.Plan;
    private readonly ConvGeometry _geometry = prepared.Plan.Geometry;

    protected override void RunUnits(long first, long end, float* scratch)
    {
        for (long unit = first; unit < end; unit++)
            RunUnit(unit, scratch);
    }

    private void RunUnit(long unit, float* scratch)
    {
        ConvGeometry g = _geometry;
        (long rest, long rowBlock) = Math.DivRem(unit, _plan.RowBlocks);
        (rest, long channelBlock) = Math.DivRem(rest, _plan.ChannelBlocks);
        (long image, long part) = Math.DivRem(rest, _plan.Parts);
        long firstRow = rowBlock * _plan.UnitRows;
        long rows = Math.Min(_plan.UnitRows, g.OutHeight - firstRow);
        long firstVector = channelBlock * _plan.UnitVectors;
        long vectors = Math.Min(_plan.UnitVectors, _plan.Vectors - firstVector);

        PositionTable positions = prepared.PositionsOf(rows);
        var arguments = new TileArguments
        {
            Input = InputOf(image, part, firstRow, rows, scratch),
            Controls = prepared.Controls.Pointer,
            // A residual lies as the outputs do: it is added where they are turned into planes, and the clamp comes behind it.
            Clamped = g.Options.Clamp != OutputClamp.None && !(_plan.WritesPlanes && Residual != null),
            Min = g.Options.Clamp.Min,
            Max = g.Options.Clamp.Max,
        };
        long firstChannel = _plan.FirstChannel(part) + firstVector * TLanes.Count;
        if (_plan.WritesPlanes)
        {
            arguments.Output = scratch + _plan.InputElements;
            arguments.OutputPitch = positions.Positions * TLanes.Count;
            long channels = Math.Min(vectors * TLanes.Count, _plan.Channels(part) - firstVector * TLanes.Count);
            RunPanels(ref arguments, part, firstVector, vectors, positions, arguments.OutputPitch);
            WritePlanes(scratch + _plan.InputElements, positions.Positions, channels, (image * g.OutChannels + firstChannel) * g.OutPlane + firstRow * g.OutWidth);
        }
        else
        {
            long block = _plan.OutBlock;
            long plane = (image * g.Options.OutputLayout.BlocksOf(g.OutChannels) + firstChannel / block) * g.OutMemoryPlane * block;
            long target = plane + (g.OutStart + firstRow * g.OutPitch) * block;
            arguments.Output = Output + target;
            arguments.Residual = Residual == null ? null : Residual + target;
            if (g.HasOutputHalo)
                OutputHalo.Clear(g, Output + plane, vectors * TLanes.Count / block, firstRow, rows);
            // From vector to vector: a block is one, or a panel is a block.
            arguments.OutputPitch = block == TLanes.Count ? g.OutMemoryPlane * block : TLanes.Count;
            RunPanels(ref arguments, part, firstVector, vectors, positions, g.OutMemoryPlane * TLanes.Count);
        }
    }

    /// <summary>The unit's input, from its first row on: copied with its padding, or as it lies.</summary>
    private float* InputOf(long image, long part, long firstRow, long rows, float* scratch)
    {
        ConvGeometry g = _geometry;
        long block = _plan.InBlock;
        long firstChannel = _plan.SharesVectors ? part * TLanes.Count : part * g.InChannelsPerGroup;
        if (_plan.TurnsInput)
            return TurnedInputOf(image, firstChannel, _plan.Channels(part), firstRow, rows, scratch);
        float* input = Input + (image * g.Options.InputLayout.BlocksOf(g.InChannels) + firstChannel / block) * g.InPlane * block;
        long firstInputRow = firstRow * g.Step.Height;
        if (!_plan.CopiesInput)
            return input + firstInputRow * _plan.Pitch * block + firstChannel % block;
        prepared.Rows.Copy(input, _plan.InBlocks, firstInputRow, g.InputRowsOf(rows), scratch, _plan.UnitPlane);
        return scratch + firstChannel % block;
    }

    /// <summary>Planes as a block of channels: the rows that exist, turned at one go, and then their padding.</summary>
    private float* TurnedInputOf(long image, long firstChannel, long channels, long firstRow, long rows, float* scratch)
    {
        ConvGeometry g = _geometry;
        long block = _plan.InBlock;
        long firstInputRow = firstRow * g.Step.Height, inputRows = g.InputRowsOf(rows);
        long from = Math.Clamp(firstInputRow - g.PadTop, 0, g.InHeight), end = Math.Clamp(firstInputRow + inputRows - g.PadTop, 0, g.InHeight);
        float* turned = scratch + (g.HasPadding ? _plan.PaddedElements : 0);
        if (channels < block)
            new Span<float>(turned, checked((int)((end - from) * g.InWidth * block))).Clear(); // lanes that work for nothing should not be slow
        float* input = Input + (image * g.InChannels + firstChannel) * g.InPlane + from * g.InWidth;
        Transpose.Run(input, g.InPlane, channels, (end - from) * g.InWidth, turned, block);
        if (g.HasPadding)
            prepared.Rows.Copy(turned - from * g.InWidth * block, 1, firstInputRow, inputRows, scratch, _plan.UnitPlane);
        return scratch;
    }

    /// <param name="arguments">Input and output of the unit.</param>
    /// <param name="part">The part.</param>
    /// <param name="firstVector">The first of its vectors.</param>
    /// <param name="vectors">How many.</param>
    /// <param name="positions">Those of the unit.</param>
    /// <param name="vectorPitch">Floats of output from a panel's first vector to the next panel's, for each vector of it.</param>
    private void RunPanels(ref TileArguments arguments, long part, long firstVector, long vectors, PositionTable positions, long vectorPitch)
    {
        float* output = arguments.Output, residual = arguments.Residual;
        for (long slab = 0; slab < _geometry.Taps; slab += _plan.TapSlab)
        {
            long end = Math.Min(_geometry.Taps, slab + _plan.TapSlab);
            foreach (RowPanel panel in prepared.PanelsOf(vectors))
            {
                float* weights = prepared.Weights.Panel(part, firstVector + panel.First);
                arguments.Bias = prepared.Weights.BiasOf(part, firstVector + panel.First);
                arguments.Output = output + panel.First * vectorPitch;
                arguments.Residual = residual == null ? null : residual + panel.First * vectorPitch;
                for (long tap = slab; tap < end; tap += _plan.TapBlock)
                {
                    arguments.TapOffsets = prepared.TapOffsets.Pointer + tap;
                    arguments.Taps = Math.Min(_plan.TapBlock, end - tap);
                    arguments.Weights = weights + tap * panel.Rows * TLanes.Count;
                    arguments.Controls = prepared.Controls.Pointer + tap * TLanes.Count;
                    arguments.Resume = tap > 0;
                    arguments.Finish = tap + arguments.Taps == _geometry.Taps;
                    RunPanel(ref arguments, panel.Rows, positions);
                }
            }
        }
    }

    private void RunPanel(ref TileArguments arguments, int rows, PositionTable positions)
    {
        long panelBytes = sizeof(float) * arguments.Taps * rows * TLanes.Count;
        var work = new PositionsWork(positions, (byte*)arguments.Weights + panelBytes, panelBytes);
        if (!_plan.SharesVectors)
            TileChoice<TLanes, TVector, LanesOfChannels<TLanes, TVector>>.Run(rows, work, ref arguments);
        else if (_geometry.InChannelsPerGroup == 1) // a vector that groups share is a panel of its own
            work.Run<Tile1x8<TLanes, TVector, LanesOfDepthwise<TLanes, TVector>>>(ref arguments);
        else
            work.Run<Tile1x8<TLanes, TVector, LanesOfGroups<TLanes, TVector>>>(ref arguments);
    }

    private void WritePlanes(float* outputs, long positions, long channels, long target)
    {
        for (long first = 0; first < channels; first += TLanes.Count, outputs += positions * TLanes.Count)
        {
            long count = Math.Min(TLanes.Count, channels - first);
            long plane = target + first * _geometry.OutPlane;
            Transpose.Run(outputs, TLanes.Count, positions, count, Output + plane, _geometry.OutPlane);
            if (Residual == null)
                continue;
            for (long channel = 0; channel < count; channel++, plane += _geometry.OutPlane)
                ResidualAdd<TLanes, TVector>.Run(Output + plane, Residual + plane, positions, _geometry.Options.Clamp);
        }
    }

    /// <summary>A panel at all positions of a unit; meanwhile the weights that come next are fetched, a piece with each tile.</summary>
    private readonly struct PositionsWork(PositionTable positions, byte* nextWeights, long nextBytes) : ITileWork
    {
        public void Run<TTile>(ref TileArguments arguments)
            where TTile : struct, ITile
        {
            long* sources = positions.Sources.Pointer, targets = positions.Targets.Pointer;
            // Where a block is read only once, by a single tile, the processor itself fetches what follows.
            long piece = positions.Positions > TTile.Sites ? nextBytes * TTile.Sites / positions.Positions : 0;
            byte* next = nextWeights;
            for (int position = 0; position < positions.Positions; position += TTile.Sites)
            {
                arguments.Sources = sources + position;
                arguments.Targets = targets + position;
                Prefetch.ToSecondLevel(next, piece);
                next += piece;
                TTile.Run(arguments);
            }
        }
    }
}
