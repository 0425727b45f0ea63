using GroupConv.Networks;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Networks;

/// <summary>Activations that are kept with the padding of the convolution that reads them.</summary>
public class HaloChoiceTests
{
    private static readonly TensorShape Image = [2, 16, 14, 14];

    [Theory]
    [InlineData(1, VectorTier.Scalar)]
    [InlineData(1, VectorTier.Vector128)]
    [InlineData(1, VectorTier.Vector256)]
    [InlineData(1, VectorTier.Vector512)]
    [InlineData(2, VectorTier.Scalar)]
    [InlineData(2, VectorTier.Vector256)]
    public void A_grouped_convolution_reads_what_the_one_before_it_has_padded(int stride, VectorTier tier)
    {
        Network network = Bottleneck(stride);
        StateDict weights = LayerCase.Weights(network, seed: 1);
        CompiledNetwork kept = network.Compile(weights, Image, new CompileOptions { Tier = tier });
        CompiledNetwork copied = network.Compile(weights, Image, new CompileOptions { Tier = tier, KeepHalos = false });
        Pads(kept, "grouped").Should().Be(tier == VectorTier.Scalar, "halos are kept in blocks, which are for vectors");
        Pads(copied, "grouped").Should().BeTrue();
        Run(kept).Should().Equal(Run(copied));
        LayerCase.Check(network, [Image]);
    }

    [Fact]
    public void What_others_read_too_has_no_halo()
    {
        var builder = new NetworkBuilder();
        NetworkValue x = builder.Add("wide", new Conv2d(new(16, 64, 1)), builder.Input());
        NetworkValue y = builder.Add("grouped", new Conv2d(new(64, 64, 3) { Groups = 4, Padding = 1 }), x);
        Network network = builder.Build("twice", builder.Add("narrow", new Conv2d(new(64, 16, 1)), builder.Add("sum", new Add(), x, y)));
        Pads(network.Compile(LayerCase.Weights(network, seed: 1), Image), "grouped").Should().BeTrue();
        LayerCase.Check(network, [Image]);
    }

    private static Network Bottleneck(int stride)
    {
        var builder = new NetworkBuilder();
        NetworkValue x = builder.Add("first", new ReLU(), builder.Add("wide", new Conv2d(new(16, 64, 1)), builder.Input()));
        x = builder.Add("grouped", new Conv2d(new(64, 64, 3) { Groups = 4, Padding = 1, Stride = stride }), x);
        return builder.Build("bottleneck", builder.Add("narrow", new Conv2d(new(64, 16, 1)), builder.Add("second", new ReLU(), x)));
    }

    private static bool Pads(CompiledNetwork network, string name) => network.Steps.Single(step => step.Name == name).Plan!.Geometry.HasPadding;

    private static float[] Run(CompiledNetwork network)
    {
        float[] output = new float[network.Outputs[0].Shape.Elements];
        network.Run(TestData.Uniform(Image.Elements, seed: 2), output, maxThreads: 2);
        return output;
    }
}
