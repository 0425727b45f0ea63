using System.Diagnostics;

namespace GroupConv.Benchmarks;

/// <summary>A layer with weights, input and output of its own, warm before anything is measured.</summary>
internal sealed class LayerRun
{
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromMilliseconds(600);

    private readonly LayerSpec _spec;
    private readonly GroupedConv2d _layer;
    private readonly float[] _input;
    private readonly float[] _output;

    public LayerRun(LayerSpec spec)
    {
        ConvGeometry geometry = spec.Geometry();
        _spec = spec;
        _layer = new GroupedConv2d(spec.Options, seed: 1);
        _input = new float[geometry.InElements];
        _output = new float[geometry.OutElements];
        var random = new Random(2);
        for (int i = 0; i < _input.Length; i++)
            _input[i] = random.NextSingle() - 0.5f; // no denormals, and sums that stay small
        WarmUp();
    }

    public void Forward() => _layer.Forward(_input, _spec.Batch, _spec.Height, _spec.Width, _output);

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
