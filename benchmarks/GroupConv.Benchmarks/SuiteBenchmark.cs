using BenchmarkDotNet.Attributes;

namespace GroupConv.Benchmarks;

/// <summary>Every layer of a suite: <c>--layers FILE.csv</c>.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class SuiteBenchmark
{
    private LayerRun? _run;

    /// <summary>The layers to measure.</summary>
    public static IEnumerable<string> Names => Suite.Layers.Select(layer => layer.Name);

    /// <summary>The layer measured.</summary>
    [ParamsSource(nameof(Names))]
    public string Layer { get; set; } = "";

    /// <summary>Packs weights and warms up, which is not measured.</summary>
    [GlobalSetup]
    public void Setup() => _run = new LayerRun(Suite.Find(Layer).Geometry);

    /// <summary>One call on all threads, into memory of the caller's.</summary>
    [Benchmark]
    public void Forward() => _run!.Forward();
}
