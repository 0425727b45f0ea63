using System.Diagnostics;
using System.Runtime.Intrinsics;
using GroupConv.Threading;
using GroupConv.Vectors;

namespace GroupConv;

/// <summary>
/// The most multiply-adds that this machine can do at this moment, measured with registers alone: what every kernel's speed is a share of.
/// </summary>
public static class MachinePeak
{
    private const int Bursts = 8;
    private const long Turns = 400_000;
    private const int MultiplyAddsPerTurn = PeakLoop.Chains;

    /// <summary>Runs bursts of some milliseconds and takes the fastest.</summary>
    /// <param name="tier">The vector width.</param>
    /// <param name="threads">Threads at work at the same time, 0 for one a processor.</param>
    /// <returns>GFLOP/s over all threads; a multiply-add is 2 FLOPs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Not a tier, or threads is negative.</exception>
    public static double MeasureGflops(VectorTier tier = VectorTier.Auto, int threads = 0)
    {
        Require.NotNegative(threads);
        threads = WorkerTeam.Clamp(threads);
        tier = tier.Resolve();
        // Emulated vectors are slow; fewer turns tell as much.
        long turns = tier.IsAccelerated() ? Turns : Turns / 20;
        var job = new BurstJob(tier, turns);
        double flops = 2.0 * MultiplyAddsPerTurn * tier.Lanes() * turns * threads;
        double fastest = double.PositiveInfinity;
        for (int burst = 0; burst < Bursts; burst++)
        {
            long start = Stopwatch.GetTimestamp();
            WorkerTeam.Shared.Run(job, threads, threads);
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return flops / fastest / 1e9;
    }

    private sealed class BurstJob(VectorTier tier, long turns) : ParallelJob
    {
        protected override void Execute(long task, int slot)
        {
            switch (tier)
            {
                case VectorTier.Vector512: PeakLoop.Run<Lanes512, Vector512<float>>(turns); break;
                case VectorTier.Vector256: PeakLoop.Run<Lanes256, Vector256<float>>(turns); break;
                case VectorTier.Vector128: PeakLoop.Run<Lanes128, Vector128<float>>(turns); break;
                default: PeakLoop.Run<Lanes1, float>(turns); break;
            }
        }
    }
}
