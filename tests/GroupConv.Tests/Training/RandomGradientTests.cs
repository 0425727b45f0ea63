using System.Globalization;
using GroupConv.Networks;
using Xunit.Abstractions;

namespace GroupConv.Tests.Training;

/// <summary>
/// Gradients of networks put together at random, against central differences in double precision: layers meet in ways that nobody thought
/// of. Graph i is made from seed + i alone.
/// </summary>
public class RandomGradientTests(ITestOutputHelper output)
{
    private const string GraphsVariable = "GROUPCONV_GRADIENT_GRAPHS", SeedVariable = "GROUPCONV_GRADIENT_SEED";
    private const int DefaultGraphs = 600;

    private static int Graphs => Setting(GraphsVariable, DefaultGraphs);

    private static int Seed => Setting(SeedVariable, 1);

    [Fact]
    public void Random_graphs_agree_with_central_differences()
    {
        (int unusable, long compared, long skipped, double worst) = (0, 0, 0, 0);
        var drawn = new HashSet<Type>();
        for (int i = 0; i < Graphs; i++)
        {
            int seed = Seed + i;
            TrainingGraphSpec graph = RandomTrainingGraph.Draw(seed);
            GradientCase? one = null;
            if (Failure(graph, seed, ref one) is { } failure)
                Assert.Fail(Shrunk(graph, seed, failure));
            drawn.UnionWith(graph.Nodes.Select(node => node.Layer.GetType()));
            unusable += one is null ? 1 : 0;
            (compared, skipped, worst) = (compared + (one?.Compared ?? 0), skipped + (one?.Skipped ?? 0), Math.Max(worst, one?.Worst ?? 0));
        }

        output.WriteLine($"{Graphs} graphs from seed {Seed}: {compared} derivatives compared, the worst at {worst:0.000} of its bound; "
            + $"{skipped} skipped for a kink, {unusable} graphs without usable data");
        if (Graphs < DefaultGraphs)
            return;
        compared.Should().BeGreaterThan(30 * Graphs, "else little is tested");
        skipped.Should().BeLessThan(compared / 100);
        unusable.Should().BeLessThan(Graphs / 10);
        drawn.Should().BeEquivalentTo(TrainableLayers.All, "every layer is met");
    }

    [Fact]
    public void Every_layer_that_can_be_trained_can_be_drawn() => RandomLayers.Types.Should().BeEquivalentTo(TrainableLayers.All);

    [Fact]
    public void A_failing_graph_is_shrunk_to_the_nodes_that_make_it_fail()
    {
        for (int seed = 1; seed <= 40; seed++)
        {
            TrainingGraphSpec graph = RandomTrainingGraph.Draw(seed);
            static bool Fails(TrainingGraphSpec graph) => graph.Nodes.Any(node => node.Layer is Sigmoid);
            if (!Fails(graph))
                continue;
            TrainingGraphSpec small = GraphShrinker.Shrink(graph, Fails);
            small.Nodes.Should().ContainSingle().Which.Layer.Should().BeOfType<Sigmoid>();
            small.Input.Elements.Should().Be(1);
        }
    }

    /// <summary>Null where nothing is wrong; an exception is a failure, too.</summary>
    private static string? Failure(TrainingGraphSpec graph, int seed, ref GradientCase? drawn)
    {
        try
        {
            drawn = GradientCase.Draw(graph.Build(), graph.Input, seed);
            return drawn?.Failure();
        }
        catch (Exception error)
        {
            return error.ToString();
        }
    }

    private static string Shrunk(TrainingGraphSpec graph, int seed, string failure)
    {
        string last = failure;
        TrainingGraphSpec small = GraphShrinker.Shrink(graph, one =>
        {
            GradientCase? drawn = null;
            string? found = Failure(one, seed, ref drawn);
            last = found ?? last;
            return found is not null;
        });
        return $"""
            {last}
            {small}
            whole graph: {graph}
            to repeat: {GraphsVariable}=1 {SeedVariable}={seed} dotnet test -c Release --filter FullyQualifiedName~{nameof(RandomGradientTests)}
            """;
    }

    private static int Setting(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
