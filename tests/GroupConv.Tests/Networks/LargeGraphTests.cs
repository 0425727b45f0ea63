using GroupConv.Networks;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Networks;

/// <summary>
/// Networks of many nodes: what compiles one must not go through all others for each, nor call itself as deep as the network is. A test that
/// takes minutes has found such a pass.
/// </summary>
public class LargeGraphTests
{
    private const int Nodes = 20_000;

    [Theory]
    [InlineData("views")]
    [InlineData("sums")]
    [InlineData("concatenations")]
    [InlineData("identities")]
    public void A_chain_of_many_nodes_has_the_bits_of_the_definition(string kind)
    {
        var builder = new NetworkBuilder();
        NetworkValue input = builder.Input(), x = builder.Add("first", new ReLU(), input);
        for (int i = 0; i < Nodes; i++)
        {
            // Nested concatenations grow: fewer of them are as many elements.
            x = kind switch
            {
                "views" => builder.Add($"node{i}", new Reshape(i % 2 == 0 ? [1, 16] : [1, 8, 1, 2]), x),
                "sums" => builder.Add($"node{i}", new Add(), x, input),
                "concatenations" when i < Nodes / 10 => builder.Add($"node{i}", new Concat(1), builder.Add($"part{i}", new ReLU(), input), x),
                "identities" => builder.Add($"node{i}", new Identity(), x),
                _ => x,
            };
        }

        Network network = builder.Build(kind, x);
        float[] values = LayerCase.Input([1, 8, 1, 2], seed: 1);

        float[][] actual = LayerCase.Run(network.Compile(new StateDict(), [1, 8, 1, 2]), [values], threads: 1);

        if (kind != "concatenations") // the definition goes through all elements of all of them
            Bits.ShouldBeTheSame(actual[0], ReferenceNetwork.Run(network, new StateDict(), [[1, 8, 1, 2]], [values])[0], kind);
        else
            actual[0].Should().Equal(Enumerable.Repeat(values.Select(value => Math.Max(value, 0)), Nodes / 10 + 1).SelectMany(part => part));
    }
}
