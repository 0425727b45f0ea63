using GroupConv.Cli.Verification.Graphs;
using GroupConv.Networks;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Networks;

/// <summary>Random networks against their definition, to the bit. <c>groupconv verify --networks N</c> runs more of them.</summary>
public class RandomNetworkTests
{
    private const int Networks = 2000, Parts = 4;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Compiled_and_in_training_they_have_the_bits_of_the_definition(int part)
    {
        NetworkVerifier verifier = WithRandomLayouts();
        for (int seed = part; seed < (LongRun.IsAsked ? 20 : 1) * Networks; seed += Parts)
        {
            if (verifier.Check(RandomNetwork.Make(seed)) is [var failure, ..])
                Assert.Fail($"{failure}: {NetworkShrinker.Shrink(failure.Case, one => verifier.Check(one).Count > 0)}");
        }

        verifier.TrainingRuns.Should().BeGreaterThan(50);
    }

    [Fact]
    public void Among_them_are_every_layer_and_every_fusion()
    {
        NetworkCase[] cases = [.. Enumerable.Range(0, Networks).Select(RandomNetwork.Make)];
        IEnumerable<Type> layers = typeof(Layer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Layer)) && !type.IsAbstract);
        cases.SelectMany(one => one.Nodes.Select(node => node.Layer.GetType())).Distinct().Should().BeEquivalentTo(layers);

        var fusions = new HashSet<(string First, string Fused)>();
        foreach (NetworkCase one in cases)
        {
            Network network = one.Build();
            foreach (CompiledStep step in network.Compile(one.Weights(), one.Shapes).Steps)
                fusions.UnionWith(step.Nodes.Skip(1).Select(node => (network.Nodes[step.Nodes[0]].Layer.Kind, network.Nodes[node].Layer.Kind)));
        }

        string[] convolutions = ["Conv2d", "Conv1d", "ConvTranspose2d", "Linear"];
        IEnumerable<(string, string)> expected =
        [
            .. convolutions.SelectMany(conv => new[] { (conv, "BatchNorm2d"), (conv, "ReLU"), (conv, "Identity") }),
            ("Conv2d", "Add"), ("Conv1d", "Add"), ("Linear", "Add"), ("BatchNorm2d", "ReLU"), ("Conv2d", "ReLU6"), ("Conv2d", "Clamp"),
        ];
        fusions.Should().Contain(expected);
        fusions.Should().NotContain(("ConvTranspose2d", "Add"), "it is several convolutions, whose outputs interleave");
    }

    [Fact]
    public void A_failing_network_is_shrunk_to_the_nodes_that_matter()
    {
        bool Fails(NetworkCase one) => one.Nodes.Any(node => node.Layer is Concat && node.Inputs.Distinct().Count() < node.Inputs.Length);
        NetworkCase failing = Enumerable.Range(0, 1000).Select(RandomNetwork.Make).First(one => one.Nodes.Count > 8 && Fails(one.Pruned()));

        NetworkCase small = NetworkShrinker.Shrink(failing, Fails);

        small.Nodes.Should().ContainSingle().Which.Inputs.Should().HaveCount(2);
        small.Inputs.Should().ContainSingle();
    }

    /// <summary>Layouts that the rules allow are run whether or not the cost model would choose them on this machine.</summary>
    private static NetworkVerifier WithRandomLayouts() => new(seed =>
    [
        CompileOptions.Default with { LayoutSeed = seed, Tier = VectorTier.Vector256 },
        CompileOptions.Default with { LayoutSeed = seed + 1, Tier = VectorTier.Vector512, KeepHalos = false },
    ]);
}
