using BenchmarkDotNet.Attributes;

namespace GroupConv.Benchmarks;

/// <summary>What groups save on the clock: 256 -> 512 channels, 3x3, with G from 1 to 32.</summary>
[MemoryDiagnoser(displayGenColumns: false)]
public class GroupsBenchmark
{
    private LayerRun? _run;

    /// <summary>Height and width of the input.</summary>
    [Params(28, 56)]
    public int Size { get; set; }

    /// <summary>G.</summary>
    [Params(1, 2, 4, 8, 32)]
    public int Groups { get; set; }

    /// <summary>The layer with given parameters.</summary>
    /// <param name="size">Height and width of the input.</param>
    /// <param name="groups">G.</param>
    /// <returns>Its sizes, for one image.</returns>
    public static ConvGeometry Geometry(int size, int groups) =>
        new(new GroupedConv2dOptions(256, 512, kernel: 3) { Padding = 1, Groups = groups }, batch: 1, size, size);

    /// <summary>Packs weights and warms up, which is not measured.</summary>
    [GlobalSetup]
    public void Setup() => _run = new LayerRun(Geometry(Size, Groups));

    /// <summary>One call on all threads, into memory of the caller's.</summary>
    [Benchmark]
    public void Forward() => _run!.Forward();
}
