using GroupConv.Cli.Measurement;
using GroupConv.Networks;

namespace GroupConv.Cli.Networks;

/// <summary>The times of a network's steps: the 25th percentile of many runs, for each step.</summary>
internal sealed class NetworkProfile
{
    private readonly StepTimes _times;

    private NetworkProfile(CompiledNetwork network, StepTimes times)
    {
        Network = network;
        _times = times;
        Milliseconds = times.Milliseconds;
    }

    public CompiledNetwork Network { get; }

    /// <summary>For each step.</summary>
    public IReadOnlyList<double> Milliseconds { get; }

    /// <summary>Null where the runs took about the same time; otherwise what speaks against them.</summary>
    public string? WhyNotSteady => _times.WhyNotSteady;

    /// <summary>The time of each of the network's nodes; one that runs together with others has all of their time, and they none.</summary>
    public IReadOnlyList<double> MillisecondsByNode()
    {
        var byNode = new double[Network.Network.Nodes.Count];
        for (int i = 0; i < Milliseconds.Count; i++)
        {
            if (Network.Steps[i].Nodes.Count > 0)
                byNode[Network.Steps[i].Nodes[0]] += Milliseconds[i];
        }

        return byNode;
    }

    public static NetworkProfile Measure(CompiledNetwork network, int threads, double seconds, CancellationToken cancellation)
    {
        ReadOnlyMemory<float>[] inputs = [.. network.Inputs.Select((input, i) => new ReadOnlyMemory<float>(Values(input.Shape, i)))];
        Memory<float>[] outputs = [.. network.Outputs.Select(output => new float[output.Shape.Elements].AsMemory())];
        return new NetworkProfile(network, StepTimes.Measure(
            network.Steps.Count, milliseconds => network.Profile(inputs, outputs, milliseconds, threads), seconds, TimeProvider.System, cancellation));
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
