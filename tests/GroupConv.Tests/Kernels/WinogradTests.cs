using GroupConv.Cli.Files;
using GroupConv.Cli.Verification;
using GroupConv.Planning;
using GroupConv.Tests.Support;
using GroupConv.Winograd;

namespace GroupConv.Tests.Kernels;

/// <summary>The one algorithm with bits of its own: within its bound of the exact result, and the same bits in every way it can run.</summary>
public class WinogradTests
{
    public static TheoryData<int> Blocks => [.. Enumerable.Range(0, 4)];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Random_layers_are_within_the_bound_and_the_same_on_every_tier_and_thread_count(int block)
    {
        var verifier = new WinogradVerifier();
        for (int seed = block * 25; seed < (block + 1) * 25; seed++)
        {
            var random = new Random(seed);
            int groups = random.Next(1, 4);
            var options = new GroupedConv2dOptions(groups * random.Next(1, 41), groups * random.Next(1, 41), 3)
            {
                Groups = groups,
                Padding = new Padding(random.Next(3), random.Next(3), random.Next(3), random.Next(3)),
                PaddingMode = (PaddingMode)random.Next(4),
                Bias = random.Next(2) == 0,
                Clamp = random.Next(3) == 0 ? new OutputClamp(-0.5f, 0.75f) : OutputClamp.None,
            };
            var geometry = new ConvGeometry(options, random.Next(4), random.Next(3, 30), random.Next(3, 30));
            var one = new VerifyCase(new Layer($"{options}", geometry), seed, WithSpecials: seed % 5 == 0, WithResidual: seed % 3 == 0);
            verifier.Check(one, CancellationToken.None).Should().BeEmpty();
        }

        verifier.Runs.Should().Be(25 * VectorTiers.All.Count * Verifier.ThreadCounts.Count);
    }

    [Theory]
    [InlineData(600, 9)] // several blocks of input channels
    [InlineData(3, 150)] // several parts
    public void Many_channels_are_within_the_bound(int inChannels, int outChannels)
    {
        var geometry = new ConvGeometry(new GroupedConv2dOptions(inChannels, outChannels, 3) { Padding = 1 }, 1, 9, 23);
        var one = new VerifyCase(new Layer("many", geometry), Seed: 1, WithSpecials: false, WithResidual: false);
        new WinogradVerifier().Check(one, CancellationToken.None).Should().BeEmpty();
    }

    [Fact]
    public void A_planted_error_is_found()
    {
        var geometry = new ConvGeometry(new GroupedConv2dOptions(3, 4, 3) { Padding = 1, Algorithm = ConvAlgorithm.Winograd }, 2, 7, 6);
        var data = new VerifyData(new VerifyCase(new Layer("one", geometry), Seed: 1, WithSpecials: false, WithResidual: false));
        float[] output = TestData.Run(new GroupedConv2d(geometry.Options, data.Weights, data.Bias), 2, 7, 6, data.Input);
        WinogradError.Of(geometry, data, output).WithinBound.Should().BeTrue();
        output[100] += 1e-3f;
        WinogradError.Of(geometry, data, output).Index.Should().Be(100);
        WinogradError.Of(geometry, data, output).WithinBound.Should().BeFalse();
        output[100] = float.NaN;
        WinogradError.Of(geometry, data, output).WithinBound.Should().BeFalse();
    }

    [Fact]
    public void Vectors_that_no_processor_has_give_the_same_bits_on_planes_of_every_size()
    {
        for (int width = 1; width <= 21; width++)
            for (int height = 1; height <= 9; height += 2)
            {
                var options = new GroupedConv2dOptions(4, 6, 3) { Groups = 2, Padding = 1, Algorithm = ConvAlgorithm.Winograd };
                var layer = new GroupedConv2d(options, seed: width);
                float[] input = TestData.Uniform(2 * 4 * height * width, height);
                float[] expected = TestData.Run(layer, 2, height, width, input);
                float[] three = RunOn(layer, 2, height, width, input, 3, prepared => new WinogradCall<OddLanes<Vector3>, Vector3>(prepared));
                float[] five = RunOn(layer, 2, height, width, input, 5, prepared => new WinogradCall<OddLanes<Vector5>, Vector5>(prepared));
                Bits.ShouldBeTheSame(three, expected, $"3 lanes, {height} x {width}");
                Bits.ShouldBeTheSame(five, expected, $"5 lanes, {height} x {width}");
            }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void An_image_gives_the_same_bits_alone_and_anywhere_in_a_batch(int groups)
    {
        const int batch = 5;
        var options = new GroupedConv2dOptions(16, 24, 3) { Padding = 1, Groups = groups, Algorithm = ConvAlgorithm.Winograd };
        var layer = new GroupedConv2d(options, seed: 9);
        int image = 16 * 13 * 10, result = 24 * 13 * 10;
        float[] input = TestData.Uniform(batch * image, 10);
        float[] together = TestData.Run(layer, batch, 13, 10, input);
        for (int n = 0; n < batch; n++)
        {
            float[] alone = TestData.Run(layer, 1, 13, 10, input[(n * image)..((n + 1) * image)]);
            Bits.ShouldBeTheSame(alone, together.AsSpan(n * result, result), $"image {n}");
        }
    }

    [Fact]
    public void A_nan_spreads_over_the_tiles_that_see_it_and_no_further()
    {
        var layer = new GroupedConv2d(new GroupedConv2dOptions(2, 2, 3) { Padding = 1, Algorithm = ConvAlgorithm.Winograd }, seed: 1);
        float[] input = TestData.Uniform(2 * 16 * 16, 1);
        input[16 * 16 + 6 * 16 + 7] = float.NaN; // seen by outputs 5 to 7 and 6 to 8: tile row 1, tile columns 1 and 2
        float[] output = TestData.Run(layer, 1, 16, 16, input);
        for (int i = 0; i < output.Length; i++)
        {
            int row = i / 16 % 16, column = i % 16;
            if (row is >= 5 and <= 7 && column is >= 6 and <= 8)
                float.IsNaN(output[i]).Should().BeTrue($"output {row}, {column} sees it");
            else if (row / 4 != 1 || column / 4 is not (1 or 2))
                float.IsFinite(output[i]).Should().BeTrue($"output {row}, {column} is in no tile that sees it");
        }
    }

    [Theory]
    [InlineData(5, 1, 1, "3x3, but this one is 5x5")]
    [InlineData(3, 2, 1, "stride 1, but this one is 2x2")]
    [InlineData(3, 1, 2, "dilation 1, but this one is 2x2")]
    public void Other_geometries_are_refused_with_the_reason(int kernel, int stride, int dilation, string reason)
    {
        var options = new GroupedConv2dOptions(4, 4, kernel) { Stride = stride, Dilation = dilation, Algorithm = ConvAlgorithm.Winograd };
        FluentActions.Invoking(() => new GroupedConv2d(options).Plan(20, 20)).Should().Throw<NotSupportedException>().WithMessage($"*{reason}*");
    }

    [Fact]
    public void Nobody_gets_it_without_asking()
    {
        var layer = new GroupedConv2d(new GroupedConv2dOptions(256, 512, 3) { Padding = 1 });
        layer.Plan(28, 28).Algorithm.Should().NotBe(ConvAlgorithm.Winograd);
        layer.Plan(28, 28).ToString().Should().NotContain("Winograd");
        layer.Candidates(28, 28).Should().NotContain(plan => plan.Algorithm == ConvAlgorithm.Winograd);
    }

    [Theory]
    [InlineData(VectorTier.Vector128)]
    [InlineData(VectorTier.Vector256)]
    [InlineData(VectorTier.Vector512)]
    public void The_plan_tells_its_memory(VectorTier tier)
    {
        var layer = new GroupedConv2d(new GroupedConv2dOptions(256, 512, 3) { Padding = 1, Groups = 4, Algorithm = ConvAlgorithm.Winograd, Tier = tier });
        ConvPlan plan = layer.Plan(28, 28);
        plan.PackedWeightBytes.Should().Be(4L * 36 * 512 * 64);
        plan.SharedWorkspaceBytes.Should().Be(0);
        plan.WorkspaceBytesPerThread.Should().BeInRange(4L * 36 * 64 * 49, 2L << 20);
        plan.Tasks.Should().BeGreaterThanOrEqualTo(16);
        layer.Plan(28, 28).Should().Be(plan, "a plan is a pure function");
    }

    private static unsafe float[] RunOn(
        GroupedConv2d layer, int batch, int height, int width, float[] input, int lanes, Func<PreparedWinograd, ConvCall> newCall)
    {
        var plan = new WinogradPlan(layer.Geometry(height, width, batch), VectorTier.Scalar, lanes);
        ConvCall call = newCall(new PreparedWinograd(plan, new LayerWeights(layer.Weights.ToArray(), layer.Bias.ToArray())));
        var output = new float[plan.Geometry.OutElements];
        fixed (float* source = input, destination = output)
            call.Run(source, null, destination, maxThreads: 2, CancellationToken.None);
        return output;
    }
}
