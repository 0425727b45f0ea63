using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace GroupConv.Tests.Support;

/// <summary>The bits of whole outputs as one short text, which can be compared between processes.</summary>
internal static class LayerHashes
{
    private static readonly string[] TierLines = [$"best {VectorTiers.Best}", $"fused multiply-add {VectorTiers.HasFusedMultiplyAdd}"];

    /// <summary>SHA-256 of the bytes.</summary>
    public static string Of(ReadOnlySpan<float> output) => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(output)));

    /// <summary>The input that all hashes of a layer are of.</summary>
    public static float[] Image(SampleLayer sample, int number = 0) =>
        TestData.Uniform((long)sample.Options.InChannels * sample.Height * sample.Width, number);

    /// <summary>The sample with weights that are the same in every process.</summary>
    public static GroupedConv2d Layer(SampleLayer sample, ConvAlgorithm algorithm, VectorTier tier) =>
        new(sample.Options with { Algorithm = algorithm, Tier = tier }, seed: 5);

    /// <summary>In a child process: the tier it got, and a line for every sample, algorithm and tier.</summary>
    public static int Print()
    {
        foreach (string line in TierLines.Concat(Lines()))
            Console.WriteLine(line);
        return 0;
    }

    /// <summary>The hashes of all samples on every algorithm and tier.</summary>
    public static IEnumerable<string> Lines() =>
        from sample in SampleLayers.All
        from algorithm in sample.Algorithms.Order() // the planner's order is that of its estimates, which depend on the processor
        from tier in VectorTiers.All
        let output = TestData.Run(Layer(sample, algorithm, tier), 1, sample.Height, sample.Width, Image(sample), maxThreads: 2)
        select $"{sample}, {algorithm}, {tier}: {Of(output)}";
}
