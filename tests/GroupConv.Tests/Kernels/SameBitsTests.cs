using GroupConv.Cli.Verification;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Kernels;

/// <summary>The third promise: every algorithm, tier, thread count and batch gives the bits of the definition.</summary>
public class SameBitsTests
{
    public static TheoryData<int> Blocks => [.. Enumerable.Range(0, 8)];

    /// <summary>A short form of <c>groupconv verify --random</c>; a failure names the command that repeats it.</summary>
    [Theory]
    [MemberData(nameof(Blocks))]
    public void Random_layers_on_every_algorithm_tier_and_thread_count(int block)
    {
        var verifier = new Verifier();
        for (int seed = block * 25; seed < (block + 1) * 25; seed++)
            verifier.Check(VerifyCase.Random(seed), CancellationToken.None).Should().BeEmpty();
        verifier.Runs.Should().BeGreaterThanOrEqualTo(25 * VectorTiers.All.Count * 2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(32)]
    public void An_image_gives_the_same_bits_alone_and_anywhere_in_a_batch(int groups)
    {
        const int batch = 5;
        var layer = new GroupedConv2d(new GroupedConv2dOptions(32, 64, 3) { Padding = 1, Groups = groups }, seed: 9);
        int image = 32 * 14 * 14, result = 64 * 14 * 14;
        float[] input = TestData.Uniform(batch * image, 10);
        float[] together = TestData.Run(layer, batch, 14, 14, input);
        for (int n = 0; n < batch; n++)
            Bits.ShouldBeTheSame(TestData.Run(layer, 1, 14, 14, input[(n * image)..((n + 1) * image)]), together.AsSpan(n * result, result), $"image {n}");
    }
}
