using GroupConv.Networks;

namespace GroupConv.Cli.Verification.Graphs;

/// <summary>A way of running a network that does not give what its definition says.</summary>
/// <param name="Case">The network.</param>
/// <param name="Way">How it was run.</param>
/// <param name="Difference">What is wrong.</param>
internal sealed record NetworkFailure(NetworkCase Case, string Way, string Difference)
{
    public override string ToString() => $"network of seed {Case.Seed}, {Way}: {Difference}; repeat with verify --networks 1 --seed {Case.Seed}";
}

/// <summary>
/// Compiles networks in several ways, and makes them ready for training, and compares the bits of each run with <see cref="ReferenceNetwork"/>.
/// Outputs, and the working memory where the process fills it (<c>GroupConv.FillMemoryWithNaN</c>), hold NaN before each run, so that an element
/// that nothing writes is seen.
/// </summary>
/// <param name="furtherWays">More ways of compiling the network of a seed, for tests.</param>
internal sealed class NetworkVerifier(Func<int, CompileOptions[]>? furtherWays = null)
{
    private static readonly VectorTier[] Tiers = [VectorTier.Auto, VectorTier.Vector128, VectorTier.Vector256, VectorTier.Vector512];

    /// <summary>Compiled runs so far.</summary>
    public long Runs { get; private set; }

    /// <summary>Forward runs of networks in training so far.</summary>
    public long TrainingRuns { get; private set; }

    /// <summary>Values compared so far.</summary>
    public long Values { get; private set; }

    /// <summary>Checks one network.</summary>
    /// <returns>Every way of running it that differs or throws.</returns>
    public IReadOnlyList<NetworkFailure> Check(NetworkCase one, CancellationToken cancellation = default)
    {
        Network network = one.Build();
        StateDict weights = one.Weights();
        float[][] inputs = one.InputValues();
        float[][] expected = ReferenceNetwork.Run(network, weights, one.Shapes, inputs);
        var failures = new List<NetworkFailure>();
        foreach ((CompileOptions options, int threads) in Ways(one.Seed))
        {
            cancellation.ThrowIfCancellationRequested();
            string? difference = null;
            if (VerifyFailure.ReasonOf(() => difference = Difference(one, network, weights, inputs, expected, options, threads)) is { } thrown)
                difference = thrown;
            if (difference is not null)
                failures.Add(new NetworkFailure(one, $"{Text(options)} with {threads} threads", difference));
        }

        string? trained = null;
        if (VerifyFailure.ReasonOf(() => trained = TrainingDifference(one)) is { } error)
            trained = error;
        if (trained is not null)
            failures.Add(new NetworkFailure(one, "in training", trained));
        return failures;
    }

    /// <summary>Plain, all passes with and without folding, and some passes off; tiers and threads change from seed to seed.</summary>
    private (CompileOptions Options, int Threads)[] Ways(int seed)
    {
        VectorTier Tier(int way) => Tiers[(int)((uint)(seed + way) % Tiers.Length)];
        int threads = (seed & 1) == 0 ? 1 : 3;
        return
        [
            (CompileOptions.Plain, threads),
            (CompileOptions.Default with { Tier = Tier(0) }, 4 - threads),
            (CompileOptions.Default with { Tier = Tier(1), FoldBatchNorms = false }, threads),
            (CompileOptions.Default with { Tier = Tier(2), Fuse = (seed & 2) == 0, KeepHalos = (seed & 4) == 0, ReuseMemory = (seed & 8) == 0 }, threads),
            .. (furtherWays?.Invoke(seed) ?? []).Select(options => (options, threads)),
        ];
    }

    private string? Difference(
        NetworkCase one, Network network, StateDict weights, float[][] inputs, float[][] expected, CompileOptions options, int threads)
    {
        CompiledNetwork compiled = network.Compile(weights, one.Shapes, options);
        (NetworkCase folded, StateDict foldedWeights) = FoldedNetwork.Of(one, compiled.Steps);
        if (!folded.Nodes.SequenceEqual(one.Nodes))
            expected = ReferenceNetwork.Run(folded.Build(), foldedWeights, one.Shapes, inputs);
        // The second run finds the memory that the first one left.
        return RunOnce(compiled, inputs, expected, threads) ?? RunOnce(compiled, inputs, expected, 1);
    }

    private string? RunOnce(CompiledNetwork compiled, float[][] inputs, float[][] expected, int threads)
    {
        float[][] outputs = [.. compiled.Outputs.Select(output => new float[output.Shape.Elements])];
        foreach (float[] output in outputs)
            Array.Fill(output, float.NaN);
        compiled.Run([.. inputs.Select(input => (ReadOnlyMemory<float>)input)], [.. outputs.Select(output => output.AsMemory())], threads);
        Runs++;
        for (int i = 0; i < outputs.Length; i++)
        {
            Values += outputs[i].Length;
            var comparison = BitComparison.Compare(expected[i], outputs[i]);
            if (!comparison.Same)
                return $"output {i}: {comparison.Describe(compiled.Outputs[i].Shape.AsSpan())}";
        }

        return null;
    }

    /// <summary>
    /// A training network has one input and one output. Batch norms take other statistics there, and dropout drops: networks that need one
    /// of these are not compared, nor are those with a layer that has no gradient.
    /// </summary>
    private string? TrainingDifference(NetworkCase one)
    {
        NetworkCase single = (one with { Outputs = [one.Outputs[0]] }).Pruned();
        if (single.Inputs.Count != 1 || single.Nodes.Count == 0 || single.Nodes.Any(node => node.Layer is BatchNorm2d or Dropout { Probability: > 0 }))
            return null;
        Network network = single.Build();
        float[][] inputs = single.InputValues();
        TrainingNetwork training;
        try
        {
            training = new TrainingNetwork(network, single.Weights(), single.Shapes[0]);
        }
        catch (NotSupportedException)
        {
            return null;
        }

        ReadOnlySpan<float> output = training.Forward(inputs[0], single.Shapes[0][0]);
        TrainingRuns++;
        Values += output.Length;
        var comparison = BitComparison.Compare(ReferenceNetwork.Run(network, single.Weights(), single.Shapes, inputs)[0], output);
        return comparison.Same ? null : comparison.Describe(training.Output.AsSpan());
    }

    private static string Text(CompileOptions options)
    {
        string[] off =
        [
            .. options.Fuse ? (string[])[] : ["fusion"], .. options.FoldBatchNorms ? (string[])[] : ["folding"],
            .. options.ChooseLayouts ? (string[])[] : ["layouts"], .. options.KeepHalos ? (string[])[] : ["halos"],
            .. options.ReuseMemory ? (string[])[] : ["sharing memory"],
        ];
        return $"compiled for {options.Tier}{(off.Length == 0 ? "" : $" without {string.Join(", ", off)}")}";
    }
}
