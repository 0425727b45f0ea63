using BenchmarkDotNet.Attributes;

namespace GroupConv.Benchmarks;

/// <summary>Every layer of a suite: <c>--layers FILE.csv</c>, or the one that is built in.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class SuiteBenchmark
{
    private LayerRun? _run;

    /// <summary>The layers to measure.</summary>
    public static IEnumerable<LayerSpec> Layers => LayerFile.Current();

    /// <summary>The layer measured.</summary>
    [ParamsSource(nameof(Layers))]
    public LayerSpec? Layer { get; set; }

    /// <summary>Packs weights and warms up, which is not measured.</summary>
    [GlobalSetup]
    public void Setup() => _run = new LayerRun(Layer!);

    /// <summary>One call on all threads, into memory of the caller's.</summary>
    [Benchmark]
    public void Forward() => _run!.Forward();
}
