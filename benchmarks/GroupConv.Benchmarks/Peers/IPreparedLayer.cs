using GroupConv.Benchmarks.Peers.Timing;

namespace GroupConv.Benchmarks.Peers;

/// <summary>A layer that a contender is ready to run, again and again, from the same input into the same output.</summary>
internal interface IPreparedLayer : IDisposable
{
    /// <summary>What runs: an algorithm, a memory layout, a kernel's name.</summary>
    string Variant { get; }

    /// <summary>The process that computes.</summary>
    int ProcessId { get; }

    /// <summary>Calls it several times in a row, and adds the time of each that counts.</summary>
    void Burst(BurstShape shape, List<double> seconds);

    /// <summary>What the last call computed.</summary>
    /// <param name="output">[N, Cout, OutHeight, OutWidth], flat.</param>
    void CopyOutput(Span<float> output);
}
