using System.Diagnostics;
using GroupConv.Cli.Measurement;

namespace GroupConv.Benchmarks;

/// <summary>A layer with weights, input and output of its own, warm before anything is measured.</summary>
internal sealed class LayerRun
{
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromMilliseconds(600);
    private readonly PreparedLayer _layer;

    public LayerRun(ConvGeometry geometry)
    {
        _layer = new PreparedLayer(geometry, Environment.ProcessorCount);
        WarmUp();
    }

    public void Forward() => _layer.Run();

    // Until the JIT has brought the kernels to its last tier; otherwise BenchmarkDotNet counts calls an iteration with slow ones.
    private void WarmUp()
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < WarmUpTime)
        {
            Forward();
            Thread.Sleep(1); // on two cores the compiler's thread needs a turn too
        }
    }
}
