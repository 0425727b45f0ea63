using static GroupConv.Winograd.WinogradPoints;

namespace GroupConv.Winograd;

/// <summary>Where the pieces of a thread's memory lie, in floats from its start.</summary>
internal readonly record struct WinogradScratch
{
    // The 36 places of one element are written one after the other: a cache line more between them, and they do not compete for one set.
    private const int CacheLine = 16;

    public WinogradScratch(WinogradPlan plan)
    {
        checked
        {
            long columns = plan.BlockVectors * plan.Lanes;
            InputPitch = plan.Geometry.InChannelsPerGroup * columns + CacheLine;
            SumPitch = plan.PartPanels * ProductTile<Vectors.Lanes1, float>.Rows * columns + CacheLine;
            LinePitch = columns + plan.Lanes;
            long tilesInRow = Math.Min(plan.TilesWide, columns);
            RowPitch = RoundUp(Outputs * tilesInRow + KernelSize - 1);
            PhasePitch = RoundUp(tilesInRow + plan.Lanes + 1 + CacheLine / Outputs);

            Sums = RoundUp(Products * InputPitch);
            Lines = Sums + RoundUp(Products * SumPitch);
            Rows = Lines + RoundUp(Products * LinePitch);
            Phases = Rows + Points * RowPitch;
            Spare = Phases + Points * Outputs * PhasePitch;
            Results = Spare + RoundUp(Outputs * Points * plan.Lanes);
            Elements = Results + RoundUp(Outputs * Outputs * LinePitch);
        }
    }

    /// <summary>Transformed inputs, [36, Cin/G, tiles of the block], by column panels, come first; floats from one of the 36 to the next.</summary>
    public long InputPitch { get; }

    /// <summary>Sums of products, [36, channels of the part, tiles of the block].</summary>
    public long Sums { get; }

    /// <summary>Floats from one of those 36 to the next.</summary>
    public long SumPitch { get; }

    /// <summary>A channel's input rows after the transform along them, [6, 6, tiles of the block].</summary>
    public long Lines { get; }

    /// <summary>Floats from one of those 36 to the next: a row's last vector may hang over.</summary>
    public long LinePitch { get; }

    /// <summary>The six input rows of a row of tiles with their padding.</summary>
    public long Rows { get; }

    /// <summary>Floats from one to the next.</summary>
    public long RowPitch { get; }

    /// <summary>The same, each dealt out to 4 phases.</summary>
    public long Phases { get; }

    /// <summary>Floats from one phase to the next.</summary>
    public long PhasePitch { get; }

    /// <summary>24 vectors between the two passes of the output transform.</summary>
    public long Spare { get; }

    /// <summary>A channel's outputs, [4, 4, tiles of the block].</summary>
    public long Results { get; }

    /// <summary>All of it.</summary>
    public long Elements { get; }

    private static long RoundUp(long floats) => (floats + CacheLine - 1) / CacheLine * CacheLine;
}
