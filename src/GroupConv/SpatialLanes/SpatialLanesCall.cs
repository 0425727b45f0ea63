using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.Threading;
using GroupConv.Tiles;
using GroupConv.Vectors;

namespace GroupConv.SpatialLanes;

/// <summary>One caller's run: unit by unit, copy the input and run the group's channels over it.</summary>
internal sealed class SpatialLanesCall<TLanes, TVector>(PreparedSpatialLanes prepared, Scratch scratch) : ConvCall
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private readonly SpatialLanesJob<TLanes, TVector> _job = new(prepared, scratch);

    public override unsafe void Run(float* input, float* residual, float* output, int maxThreads, CancellationToken cancellationToken) =>
        _job.Run(input, residual, output, maxThreads, cancellationToken);
}

/// <summary>The work of a call; each unit writes a block of output rows that is its own.</summary>
internal sealed unsafe class SpatialLanesJob<TLanes, TVector>(PreparedSpatialLanes prepared, Scratch scratch)
    : ConvUnitJob(prepared.Plan.Units, prepared.Plan.UnitsPerTask, prepared.Plan.ScratchElements, scratch)
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private readonly SpatialLanesPlan _plan = prepared.Plan;
    private readonly ConvGeometry _geometry = prepared.Plan.Geometry;

    protected override void RunUnits(long first, long end, float* scratch)
    {
        for (long unit = first; unit < end; unit++)
            RunUnit(unit, scratch);
    }

    private void RunUnit(long unit, float* scratch)
    {
        (long rest, long block) = Math.DivRem(unit, _plan.Blocks);
        (long image, long group) = Math.DivRem(rest, _geometry.Groups);
        bool last = block == _plan.Blocks - 1;
        RunSites(image, group, block * _plan.UnitSites, last ? _plan.Sites : (block + 1) * _plan.UnitSites, scratch);
    }

    private void RunSites(long image, long group, long first, long end, float* scratch)
    {
        ConvGeometry g = _geometry;
        float* input = Input + (image * g.InChannels + group * g.InChannelsPerGroup) * g.InPlane;
        if (_plan.CopiesInput)
        {
            long firstInputRow = first / _plan.SitesPerRow * g.Step.Height;
            long rows = (end - first) / _plan.SitesPerRow;
            long inputRows = g.InputRowsOf(rows);
            prepared.Rows.Copy(input, g.InChannelsPerGroup, firstInputRow, inputRows, scratch, _plan.UnitPlane, scratch + g.InChannelsPerGroup * _plan.UnitPlane);
            input = scratch - firstInputRow * _plan.Pitch; // sources count from the plane's first row
        }

        var arguments = new TileArguments
        {
            Input = input,
            TapOffsets = prepared.TapOffsets.Pointer,
            Taps = g.Taps,
            Finish = true,
            OutputPitch = g.OutPlane,
            Clamped = g.Options.Clamp != OutputClamp.None,
            Min = g.Options.Clamp.Min,
            Max = g.Options.Clamp.Max,
        };
        foreach (ReadOnlyMemory<RowPanel> panels in prepared.Panels)
        {
            var work = new PanelsWork(this, panels, image, group, first, end);
            TileChoice<TLanes, TVector, LanesOfPositions<TLanes, TVector>>.Run(panels.Span[0].Rows, work, ref arguments);
        }
    }

    /// <summary>All panels of one height at a few sites, before the next few: the sites' inputs stay in the first-level cache.</summary>
    private void RunPanels<TTile>(
        ref TileArguments arguments, ReadOnlySpan<RowPanel> panels, long image, long group, long first, long end)
        where TTile : struct, ITile
    {
        long* sources = prepared.Sources.Pointer, targets = prepared.Targets.Pointer;
        // A site of a narrow row reaches over the row's end. What it spoils there is written later, but not behind the unit.
        long limit = targets[end - 1] + Math.Min(_plan.Width, TLanes.Count);
        bool overlaps = _plan.Width >= TLanes.Count && end - first >= TTile.Sites;
        for (long next = first; next < end; next += TTile.Sites)
        {
            // The last tile goes back to be whole, and writes some sites' bits again.
            long site = overlaps ? Math.Min(next, end - TTile.Sites) : next;
            long last = site + TTile.Sites - 1;
            bool direct = last < end && targets[last] + TLanes.Count <= limit;
            arguments.Sources = sources + site;
            arguments.Targets = targets + site;
            foreach (RowPanel panel in panels)
            {
                long channel = group * _geometry.OutChannelsPerGroup + panel.First;
                long plane = (image * _geometry.OutChannels + channel) * _geometry.OutPlane;
                arguments.Weights = prepared.Weights.Panel(channel);
                arguments.Bias = prepared.Weights.Bias.Pointer + channel;
                arguments.Output = Output + plane;
                arguments.Residual = Residual == null ? null : Residual + plane;
                if (direct)
                    TTile.Run(arguments);
                else
                    RunEdge<TTile>(arguments, (int)Math.Min(end - site, TTile.Sites));
            }
        }
    }

    /// <summary>
    /// Fewer sites than a tile has, or sites that would reach over the unit's end: the tile writes into memory of its own, and what
    /// exists of it is copied. In the places left over the last site is computed again.
    /// </summary>
    private void RunEdge<TTile>(TileArguments arguments, int sites)
        where TTile : struct, ITile
    {
        long* sources = stackalloc long[TTile.Sites];
        long* targets = stackalloc long[TTile.Sites];
        int pitch = TTile.Sites * TLanes.Count;
        float* tile = stackalloc float[TTile.Rows * pitch];
        float* residual = stackalloc float[TTile.Rows * pitch];
        for (int site = 0; site < TTile.Sites; site++)
        {
            sources[site] = arguments.Sources[Math.Min(site, sites - 1)];
            targets[site] = site * TLanes.Count;
        }

        TileArguments edge = arguments;
        edge.Sources = sources;
        edge.Targets = targets;
        edge.Output = tile;
        edge.OutputPitch = pitch;
        var length = (int)Math.Min(_plan.Width, TLanes.Count);
        if (arguments.Residual != null)
        {
            edge.Residual = residual;
            for (int row = 0; row < TTile.Rows; row++)
                for (int site = 0; site < sites; site++)
                    ShortCopy.Copy(arguments.Residual + row * arguments.OutputPitch + arguments.Targets[site], residual + row * pitch + targets[site], length);
        }

        TTile.Run(edge);
        for (int row = 0; row < TTile.Rows; row++)
            for (int site = 0; site < sites; site++)
                ShortCopy.Copy(tile + row * pitch + targets[site], arguments.Output + row * arguments.OutputPitch + arguments.Targets[site], length);
    }

    /// <summary>Panels of one height at the sites of a unit.</summary>
    private readonly struct PanelsWork(
        SpatialLanesJob<TLanes, TVector> job, ReadOnlyMemory<RowPanel> panels, long image, long group, long first, long end) : ITileWork
    {
        public void Run<TTile>(ref TileArguments arguments)
            where TTile : struct, ITile =>
            job.RunPanels<TTile>(ref arguments, panels.Span, image, group, first, end);
    }
}
