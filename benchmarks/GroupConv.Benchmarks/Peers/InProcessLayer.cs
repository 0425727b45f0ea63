using System.Diagnostics;
using GroupConv.Benchmarks.Peers.Timing;

namespace GroupConv.Benchmarks.Peers;

/// <summary>A layer that runs in this process, so that its calls can be timed here.</summary>
internal abstract class InProcessLayer : IPreparedLayer
{
    public abstract string Variant { get; }

    public int ProcessId => Environment.ProcessId;

    public void Burst(BurstShape shape, List<double> seconds)
    {
        for (int call = 0; call < shape.WarmUpCalls; call++)
            Run();
        for (int sample = 0; sample < shape.Samples; sample++)
        {
            long began = Stopwatch.GetTimestamp();
            for (int call = 0; call < shape.CallsPerSample; call++)
                Run();
            seconds.Add(Stopwatch.GetElapsedTime(began).TotalSeconds / shape.CallsPerSample);
        }
    }

    public abstract void CopyOutput(Span<float> output);

    public abstract void Dispose();

    protected abstract void Run();
}
