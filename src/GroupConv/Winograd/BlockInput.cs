using GroupConv.Vectors;
using static GroupConv.Winograd.WinogradPoints;

namespace GroupConv.Winograd;

/// <summary>The first stage: a block's inputs, padded and transformed.</summary>
internal static unsafe class BlockInput<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    // Input rows that a row of tiles shares with the one below it.
    private const int Shared = Points - Outputs;

    /// <param name="plan">The sizes.</param>
    /// <param name="input">The group's first plane of the first image.</param>
    /// <param name="firstTile">The block's first tile, counted over all images.</param>
    /// <param name="tiles">The block's tiles.</param>
    /// <param name="scratch">The thread's memory; receives [36, column panels, Cin/G, tiles of the panel] at its start.</param>
    public static void Transform(WinogradPlan plan, float* input, long firstTile, long tiles, float* scratch)
    {
        ConvGeometry g = plan.Geometry;
        WinogradScratch at = plan.Scratch;
        long vectors = (tiles + TLanes.Count - 1) / TLanes.Count;
        TileRun first = TileRun.First(plan, firstTile, tiles);
        for (int channel = 0; channel < g.InChannelsPerGroup; channel++)
        {
            for (TileRun run = first; run.Length > 0; run = run.Next(plan, tiles))
                TransformRows(plan, at, input + (run.Image * g.InChannels + channel) * g.InPlane, run, scratch);

            int width;
            for (long vector = 0; vector < vectors; vector += width)
            {
                width = ColumnPanels.Next(vectors - vector);
                float* panel = scratch + vector * TLanes.Count * g.InChannelsPerGroup;
                InputTransform<TLanes, TVector>.Columns(
                    scratch + at.Lines + vector * TLanes.Count, at.LinePitch, width, panel + channel * width * TLanes.Count, at.InputPitch);
            }
        }
    }

    /// <summary>
    /// The six input rows of a row of tiles, transformed along them. All rows take one step before any takes the next: a vector that is read
    /// right after its parts were written has to wait for them.
    /// </summary>
    private static void TransformRows(WinogradPlan plan, in WinogradScratch at, float* plane, in TileRun run, float* scratch)
    {
        float* lines = scratch + at.Lines + run.Position;
        long linesOfRow = Points * at.LinePitch;
        int first = 0;
        // The row of tiles above, if all of it is in the block, has made the first two already.
        if (run.Row > 0 && run.Position >= plan.TilesWide)
        {
            Move(lines - plan.TilesWide + Outputs * linesOfRow, lines, at.LinePitch, run.Length);
            first = Shared;
        }

        long length = run.Length * Outputs + KernelSize - 1;
        float* rows = scratch + at.Rows;
        float* phases = scratch + at.Phases;
        int count = Points - first;
        PaddedRows.Write(plan.Geometry, plane, run.Row * Outputs + first, count, run.Column * Outputs, length, rows, at.RowPitch);
        Transpose4.Deal(rows, at.RowPitch, count, length, phases, at.PhasePitch);
        InputTransform<TLanes, TVector>.Rows(phases, at.PhasePitch, count, run.Length, lines + first * linesOfRow, at.LinePitch);
    }

    /// <summary>Copies the lines of the shared rows.</summary>
    private static void Move(float* from, float* to, long pitch, long length)
    {
        for (int line = 0; line < Shared * Points; line++, from += pitch, to += pitch)
            for (long tile = 0; tile < length; tile += TLanes.Count)
                TLanes.Store(TLanes.Load(from + tile), to + tile);
    }
}
