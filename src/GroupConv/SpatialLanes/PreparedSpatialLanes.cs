using System.Runtime.Intrinsics;
using GroupConv.Memory;
using GroupConv.Padded;
using GroupConv.Planning;
using GroupConv.Tiles;
using GroupConv.Vectors;

namespace GroupConv.SpatialLanes;

/// <summary>The plan with its packed weights and its tables of addresses, which are all that a tile needs to know of a geometry.</summary>
internal sealed class PreparedSpatialLanes : IPreparedConv
{
    public PreparedSpatialLanes(SpatialLanesPlan plan, LayerWeights weights)
    {
        Plan = plan;
        Weights = PackedSpatialWeights.Of(plan.Geometry, weights);
        Panels =
        [
            .. RowPanel.Of(plan.Geometry.OutChannelsPerGroup).GroupBy(panel => panel.Rows)
                .Select(panels => new ReadOnlyMemory<RowPanel>([.. panels])),
        ];
        Rows = new RowCopier(plan.Geometry, plan.SourceHeight, plan.SourceWidth, plan.Geometry.Step.Width);
        TapOffsets = OffsetsOf(plan);
        (Sources, Targets) = SitesOf(plan);
    }

    public SpatialLanesPlan Plan { get; }

    public PackedSpatialWeights Weights { get; }

    /// <summary>Makes a unit's padded input.</summary>
    public RowCopier Rows { get; }

    /// <summary>The panels of a group, those of one height together.</summary>
    public ReadOnlyMemory<RowPanel>[] Panels { get; }

    /// <summary>[Taps]: where a tap lies, from a site's first tap on.</summary>
    public PinnedTable TapOffsets { get; }

    /// <summary>[sites]: where each site's first tap lies in a padded plane, from the plane's first row on.</summary>
    public PinnedTable Sources { get; }

    /// <summary>[sites]: where each site lies in an output plane.</summary>
    public PinnedTable Targets { get; }

    public ConvCall NewCall(Scratch scratch) => Plan.Tier switch
    {
        VectorTier.Vector512 => new SpatialLanesCall<Lanes512, Vector512<float>>(this, scratch),
        VectorTier.Vector256 => new SpatialLanesCall<Lanes256, Vector256<float>>(this, scratch),
        VectorTier.Vector128 => new SpatialLanesCall<Lanes128, Vector128<float>>(this, scratch),
        _ => new SpatialLanesCall<Lanes1, float>(this, scratch),
    };

    private static PinnedTable OffsetsOf(SpatialLanesPlan plan)
    {
        ConvGeometry g = plan.Geometry;
        var offsets = new PinnedTable(checked((int)g.Taps));
        int tap = 0;
        for (int channel = 0; channel < g.InChannelsPerGroup; channel++)
            for (int row = 0; row < g.Kernel.Height; row++)
                for (int column = 0; column < g.Kernel.Width; column++)
                {
                    (long index, long phase) = Math.DivRem((long)column * g.Dilation.Width, g.Step.Width);
                    offsets.Span[tap++] = channel * plan.UnitPlane + (long)row * g.Dilation.Height * plan.Pitch + phase * plan.PhaseWidth + index;
                }

        return offsets;
    }

    private static (PinnedTable Sources, PinnedTable Targets) SitesOf(SpatialLanesPlan plan)
    {
        int sites = checked((int)(plan.Rows * plan.SitesPerRow));
        var sources = new PinnedTable(sites);
        var targets = new PinnedTable(sites);
        for (int i = 0; i < sites; i++)
        {
            (long row, long site) = Math.DivRem(i, plan.SitesPerRow);
            long column = Math.Max(0, Math.Min(site * plan.Lanes, plan.Width - plan.Lanes));
            sources.Span[i] = row * plan.Geometry.Step.Height * plan.Pitch + column;
            targets.Span[i] = row * plan.Width + column;
        }

        return (sources, targets);
    }
}
