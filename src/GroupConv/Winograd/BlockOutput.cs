using GroupConv.Tiles;
using GroupConv.Vectors;
using static GroupConv.Winograd.WinogradPoints;

namespace GroupConv.Winograd;

/// <summary>The last stage: a channel's sums transformed back, finished, and written to its plane, whose edges cut the tiles.</summary>
internal static unsafe class BlockOutput<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    /// <param name="plan">The sizes.</param>
    /// <param name="sums">The channel's first sum, within [36, channels, tiles].</param>
    /// <param name="bias">The channel's.</param>
    /// <param name="residual">Laid out as the output, or null.</param>
    /// <param name="output">The channel's plane of the first image.</param>
    /// <param name="firstTile">The block's first tile, counted over all images.</param>
    /// <param name="tiles">The block's tiles.</param>
    /// <param name="scratch">The thread's memory.</param>
    public static void Write(WinogradPlan plan, float* sums, float bias, float* residual, float* output, long firstTile, long tiles, float* scratch)
    {
        ConvGeometry g = plan.Geometry;
        WinogradScratch at = plan.Scratch;
        OutputClamp clamp = g.Options.Clamp;
        var epilogue = new WinogradEpilogue(bias, clamp != OutputClamp.None && residual == null, clamp.Min, clamp.Max);
        float* results = scratch + at.Results;
        long vectors = (tiles + TLanes.Count - 1) / TLanes.Count;
        OutputTransform<TLanes, TVector>.Run(sums, at.SumPitch, vectors, epilogue, scratch + at.Spare, results, at.LinePitch);

        for (TileRun run = TileRun.First(plan, firstTile, tiles); run.Length > 0; run = run.Next(plan, tiles))
        {
            long column = run.Column * Outputs, row = run.Row * Outputs;
            long length = Math.Min(run.Length * Outputs, g.OutWidth - column);
            long rows = Math.Min(Outputs, g.OutHeight - row);
            long corner = run.Image * g.OutChannels * g.OutPlane + row * g.OutWidth + column;
            for (long i = 0; i < rows; i++, corner += g.OutWidth)
            {
                Transpose4.Interleave(results + i * Outputs * at.LinePitch + run.Position, at.LinePitch, output + corner, length);
                if (residual != null)
                    ResidualAdd<TLanes, TVector>.Run(output + corner, residual + corner, length, clamp);
            }
        }
    }
}
