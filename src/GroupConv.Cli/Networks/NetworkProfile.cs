using System.Diagnostics;
using GroupConv.Cli.Measurement;
using GroupConv.Networks;

namespace GroupConv.Cli.Networks;

/// <summary>The times of a network's steps: the 25th percentile of many runs, for each step.</summary>
internal sealed class NetworkProfile
{
    private const int MostRuns = 10_000;
    private const double WarmUpShare = 0.3;
    private readonly Samples[] _steps;

    private NetworkProfile(CompiledNetwork network)
    {
        Network = network;
        _steps = [.. network.Steps.Select(_ => new Samples(MostRuns))];
    }

    public CompiledNetwork Network { get; }

    public IReadOnlyList<double> Milliseconds => [.. _steps.Select(step => 1e3 * step.P25)];

    /// <summary>The time of each of the network's nodes; one that runs together with others has all of their time, and they none.</summary>
    public IReadOnlyList<double> MillisecondsByNode()
    {
        var byNode = new double[Network.Network.Nodes.Count];
        IReadOnlyList<double> milliseconds = Milliseconds;
        for (int i = 0; i < milliseconds.Count; i++)
        {
            if (Network.Steps[i].Nodes.Count > 0)
                byNode[Network.Steps[i].Nodes[0]] += milliseconds[i];
        }

        return byNode;
    }

    public static NetworkProfile Measure(CompiledNetwork network, int threads, double seconds, CancellationToken cancellation)
    {
        var profile = new NetworkProfile(network);
        ReadOnlyMemory<float>[] inputs = [.. network.Inputs.Select((input, i) => new ReadOnlyMemory<float>(Values(input.Shape, i)))];
        Memory<float>[] outputs = [.. network.Outputs.Select(output => new float[output.Shape.Elements].AsMemory())];
        var milliseconds = new double[network.Steps.Count];
        long start = Stopwatch.GetTimestamp();
        for (int run = 0; run < MostRuns; run++)
        {
            cancellation.ThrowIfCancellationRequested();
            network.Profile(inputs, outputs, milliseconds, threads);
            double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (elapsed < WarmUpShare * seconds)
                continue;
            for (int step = 0; step < milliseconds.Length; step++)
                profile._steps[step].Add(milliseconds[step] / 1e3);
            if (elapsed > (1 + WarmUpShare) * seconds)
                break;
        }

        return profile;
    }

    private static float[] Values(TensorShape shape, int seed)
    {
        var random = new Random(seed);
        var values = new float[shape.Elements];
        foreach (ref float value in values.AsSpan())
            value = 2 * random.NextSingle() - 1;
        return values;
    }
}
