using System.Runtime.Intrinsics.X86;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Kernels;

/// <summary>One image has one hash: alone or anywhere in a batch, with any threads, on any tier, in any layout, on any instruction set.</summary>
public class InvarianceTests
{
    private const int Batch = 8;
    private static readonly Lazy<string[]> OwnLines = new(() => [.. LayerHashes.Lines()]);

    public static TheoryData<string> Samples => [.. SampleLayers.All.Select(sample => sample.Name)];

    [Fact]
    public void The_samples_reach_every_algorithm() =>
        SampleLayers.All.SelectMany(sample => sample.Algorithms).Distinct()
            .Should().BeEquivalentTo(Enum.GetValues<ConvAlgorithm>().Except([ConvAlgorithm.Auto]));

    [Theory]
    [MemberData(nameof(Samples))]
    public void An_image_has_one_hash_in_every_way_there_is(string name)
    {
        SampleLayer sample = SampleLayers.All.Single(one => one.Name == name);
        float[][] images = [.. Enumerable.Range(0, Batch).Select(number => LayerHashes.Image(sample, number))];
        foreach (ConvAlgorithm algorithm in sample.Algorithms)
        {
            // Winograd has bits of its own, but no more than one set of them.
            ConvAlgorithm definition = algorithm == ConvAlgorithm.Winograd ? algorithm : ConvAlgorithm.Reference;
            GroupedConv2d plain = Layer(sample, definition, VectorTier.Scalar, TensorLayout.Nchw);
            string[] alone = [.. images.Select(image => Hashes(plain, sample, 1, [image])[0])];
            foreach (VectorTier tier in (VectorTier[])[VectorTier.Vector128, VectorTier.Vector256, VectorTier.Vector512])
                foreach (TensorLayout layout in Enum.GetValues<TensorLayout>())
                {
                    GroupedConv2d layer = Layer(sample, algorithm, tier, layout);
                    foreach (int threads in (int[])[1, 2, 3, 8])
                    {
                        string way = $"{algorithm}, {tier}, {layout}, {threads} threads";
                        Hashes(layer, sample, threads, [images[0]]).Should().Equal([alone[0]], way);
                        // Turned by one for each number of threads, so that every image is at several places.
                        float[][] batch = [.. images.Skip(threads % Batch), .. images.Take(threads % Batch)];
                        string[] expected = [.. alone.Skip(threads % Batch), .. alone.Take(threads % Batch)];
                        Hashes(layer, sample, threads, batch).Should().Equal(expected, $"{way}, in a batch");
                    }
                }
        }
    }

    /// <summary>Without AVX2 .NET has no fused multiply-add either, and emulates it: the bits stay.</summary>
    [Theory]
    [InlineData("", "", VectorTier.Vector512)]
    [InlineData("DOTNET_EnableAVX512", "0", VectorTier.Vector256)]
    [InlineData("DOTNET_EnableAVX2", "0", VectorTier.Vector128)]
    public void Every_instruction_set_gives_the_hashes_of_this_process(string variable, string value, VectorTier widest)
    {
        var environment = variable.Length == 0 ? [] : new Dictionary<string, string> { [variable] = value };

        ChildResult child = ChildProcess.Run(ChildProgram.HashLayers, [], environment);

        child.ExitCode.Should().Be(0, child.Error);
        string[] lines = child.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        VectorTier best = (VectorTier)Math.Min((int)widest, (int)VectorTiers.Best);
        bool fused = VectorTiers.HasFusedMultiplyAdd && !(X86Base.IsSupported && widest == VectorTier.Vector128);
        lines[..2].Should().Equal($"best {best}", $"fused multiply-add {fused}");
        lines[2..].Should().Equal(OwnLines.Value);
    }

    private static GroupedConv2d Layer(SampleLayer sample, ConvAlgorithm algorithm, VectorTier tier, TensorLayout layout) =>
        new(sample.Options with { Algorithm = algorithm, Tier = tier, InputLayout = layout, OutputLayout = layout }, seed: 5);

    /// <summary>The hash of each image's result as planes.</summary>
    private static string[] Hashes(GroupedConv2d layer, SampleLayer sample, int threads, float[][] images)
    {
        ConvGeometry g = layer.Geometry(sample.Height, sample.Width, images.Length);
        float[] planes = [.. images.SelectMany(image => image)];
        float[] input = Reordered(planes, TensorLayout.Nchw, g.Options.InputLayout, g.Batch, g.InChannels, g.InHeight, g.InWidth);
        float[] output = TestData.Run(layer, g.Batch, g.InHeight, g.InWidth, input, threads);
        float[] result = Reordered(output, g.Options.OutputLayout, TensorLayout.Nchw, g.Batch, g.OutChannels, g.OutHeight, g.OutWidth);
        return [.. result.Chunk(result.Length / images.Length).Select(image => LayerHashes.Of(image))];
    }

    private static float[] Reordered(float[] source, TensorLayout from, TensorLayout to, int batch, int channels, int height, int width)
    {
        var target = new float[to.Elements(batch, channels, height, width)];
        TensorLayouts.Reorder(source, from, target, to, batch, channels, height, width);
        return target;
    }
}
