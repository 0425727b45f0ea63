using GroupConv.Benchmarks.Peers;
using GroupConv.Benchmarks.Peers.Reports;
using GroupConv.Benchmarks.Peers.Timing;

namespace GroupConv.Tests.Peers;

public class PeerNumbersTests
{
    [Fact]
    public void A_summary_takes_the_layers_that_were_timed()
    {
        PeerSummary summary = PeerSummary.Of([("a", 4), ("b", 0.25), ("c", double.NaN), ("d", 8)])!;
        summary.Should().Be(new PeerSummary(Layers: 3, Ahead: 2, summary.GeometricMean, Worst: 0.25, WorstLayer: "b"));
        summary.GeometricMean.Should().BeApproximately(2, 1e-12);
        summary.ToString().Should().Be("geometric mean 2.00, worst 0.25 (b), ours ahead on 2 of 3 layers");
    }

    [Fact]
    public void Without_a_timed_layer_there_is_no_summary() => PeerSummary.Of([("a", double.NaN)]).Should().BeNull();

    [Theory]
    [InlineData(1f, 2f, -100f)]
    [InlineData(1.005f, 1.995f, -100f)] // within a 10000th of the largest
    public void Outputs_that_differ_by_rounding_are_the_same(params float[] theirs) =>
        OutputCheck.Difference([1, 2, -100], theirs).Should().BeNull();

    [Theory]
    [InlineData(1.02f, "is 1.02, but ours is 1")]
    [InlineData(float.NaN, "is NaN, but ours is 1")]
    public void Other_outputs_are_named(float wrong, string expected) =>
        OutputCheck.Difference([-100, 1, 3], [-100, wrong, 3]).Should().Be($"output 1 of 3 {expected}");

    [Theory]
    [InlineData(0, 200)] // under the clock's steps
    [InlineData(1e-6, 20)] // many calls share a sample
    [InlineData(30e-6, 1)]
    [InlineData(0.05, 1)]
    public void A_turn_has_warm_calls_and_samples_however_long_a_call_is(double call, int callsPerSample)
    {
        BurstShape shape = BurstShape.For(call);
        shape.CallsPerSample.Should().BeInRange(callsPerSample, callsPerSample + 1);
        shape.WarmUpCalls.Should().BePositive();
        shape.Samples.Should().BeGreaterThanOrEqualTo(2);
        (shape.Calls * Math.Max(call, 1e-7)).Should().BeInRange(0.015, 0.2);
    }

    [Fact]
    public void Peers_are_named_with_commas()
    {
        PeerCatalog.Parse("pytorch,onednn").Select(peer => peer.Name).Should().Equal("onednn", "pytorch");
        FluentActions.Invoking(() => PeerCatalog.Parse("onednn,mkl")).Should().Throw<FormatException>().WithMessage("*'mkl'*");
    }
}
