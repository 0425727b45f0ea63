using GroupConv.Layouts;
using GroupConv.Planning;
using GroupConv.Threading;
using GroupConv.Tiles;
using GroupConv.Vectors;

namespace GroupConv.ChannelLanes;

/// <summary>One caller's run: unit by unit, copy the input, run the channels over it, and turn the outputs into planes.</summary>
internal sealed class ChannelLanesCall<TLanes, TVector>(PreparedChannelLanes prepared) : ConvCall
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private readonly ChannelLanesJob<TLanes, TVector> _job = new(prepared);

    public override unsafe void Run(float* input, float* residual, float* output, int maxThreads) =>
        _job.Run(input, residual, output, maxThreads);
}

/// <summary>The work of a call; each unit writes a block of channels and rows that is its own.</summary>
internal sealed unsafe class ChannelLanesJob<TLanes, TVector>(PreparedChannelLanes prepared)
    : UnitJob(prepared.Plan.Units, prepared.Plan.UnitsPerTask, prepared.Plan.ScratchElements)
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
        (long image, long group) = Math.DivRem(rest, g.Groups);
        long firstRow = rowBlock * _plan.UnitRows;
        long rows = Math.Min(_plan.UnitRows, g.OutHeight - firstRow);
        long firstVector = channelBlock * _plan.UnitVectors;
        long vectors = Math.Min(_plan.UnitVectors, _plan.Vectors - firstVector);

        float* input = Input + (image * g.InChannels + group * g.InChannelsPerGroup) * g.InPlane;
        if (_plan.CopiesInput)
        {
            long inputRows = _plan.UnitInputRows - (_plan.UnitRows - rows) * g.Stride.Height;
            float* spareRow = scratch + g.InChannelsPerGroup * _plan.UnitPlane;
            prepared.Rows.Copy(input, g.InChannelsPerGroup, firstRow * g.Stride.Height, inputRows, scratch, _plan.UnitPlane, spareRow);
            input = scratch;
        }
        else
        {
            input += firstRow * g.Stride.Height * _plan.Pitch;
        }

        PositionTable positions = prepared.PositionsOf(rows);
        float* outputs = scratch + _plan.InputElements;
        RunPanels(input, group, firstVector, vectors, positions, outputs);

        long firstChannel = firstVector * TLanes.Count;
        long channels = Math.Min(vectors * TLanes.Count, g.OutChannelsPerGroup - firstChannel);
        long target = (image * g.OutChannels + group * g.OutChannelsPerGroup + firstChannel) * g.OutPlane + firstRow * g.OutWidth;
        WritePlanes(outputs, positions.Positions, channels, target);
    }

    private void RunPanels(float* input, long group, long firstVector, long vectors, PositionTable positions, float* outputs)
    {
        var arguments = new TileArguments
        {
            Input = input,
            OutputPitch = PitchOf(positions.Positions),
            // A residual lies in planes: it is added where the outputs are turned into planes, and the clamp comes behind it.
            Clamped = _geometry.Options.Clamp != OutputClamp.None && Residual == null,
            Min = _geometry.Options.Clamp.Min,
            Max = _geometry.Options.Clamp.Max,
        };
        foreach (RowPanel panel in prepared.PanelsOf(vectors))
        {
            float* weights = prepared.Weights.Panel(group, firstVector + panel.First);
            arguments.Bias = prepared.Weights.BiasOf(group, firstVector + panel.First);
            arguments.Output = outputs + panel.First * arguments.OutputPitch;
            for (long tap = 0; tap < _geometry.Taps; tap += _plan.TapBlock)
            {
                arguments.TapOffsets = prepared.TapOffsets + tap;
                arguments.Taps = Math.Min(_plan.TapBlock, _geometry.Taps - tap);
                arguments.Weights = weights + tap * panel.Rows * TLanes.Count;
                arguments.Resume = tap > 0;
                arguments.Finish = tap + arguments.Taps == _geometry.Taps;
                switch (panel.Rows)
                {
                    case 1: RunTiles<Tile1x8<TLanes, TVector, LanesOfChannels<TLanes, TVector>>>(ref arguments, positions); break;
                    case 2: RunTiles<Tile2x6<TLanes, TVector, LanesOfChannels<TLanes, TVector>>>(ref arguments, positions); break;
                    case 3: RunTiles<Tile3x4<TLanes, TVector, LanesOfChannels<TLanes, TVector>>>(ref arguments, positions); break;
                    default: RunTiles<Tile4x3<TLanes, TVector, LanesOfChannels<TLanes, TVector>>>(ref arguments, positions); break;
                }
            }
        }
    }

    private static void RunTiles<TTile>(ref TileArguments arguments, PositionTable positions)
        where TTile : struct, ITile
    {
        for (int position = 0; position < positions.Positions; position += TTile.Sites)
        {
            arguments.Sources = positions.Sources + position;
            arguments.Targets = positions.Targets + position;
            TTile.Run(arguments);
        }
    }

    private void WritePlanes(float* outputs, long positions, long channels, long target)
    {
        for (long first = 0; first < channels; first += TLanes.Count, outputs += PitchOf(positions))
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

    private static long PitchOf(long positions) => (positions + PositionTable.Slack) * TLanes.Count;
}
