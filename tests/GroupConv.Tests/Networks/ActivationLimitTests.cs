using GroupConv.Networks;

namespace GroupConv.Tests.Networks;

/// <summary>A network that would need too much memory is refused when it is compiled, before anything is allocated.</summary>
public class ActivationLimitTests
{
    private const long MostAllocated = 1 << 20;

    public static TheoryData<string> Large => [.. Layers.Keys];

    private static readonly Dictionary<string, Layer> Layers = new()
    {
        ["resized"] = new Resize(new Size2d(1 << 16, 1 << 16)),
        ["padded"] = new Pad([0, 0, 1 << 15, 1 << 15], [0, 0, 1 << 15, 1 << 15]),
        ["padded inside a convolution"] = new Conv2d(new GroupedConv2dOptions(1, 1, kernel: 1) { Padding = new Padding(1 << 14), Stride = 1 << 14, Bias = false, Algorithm = ConvAlgorithm.Im2colGemm }),
    };

    [Theory]
    [MemberData(nameof(Large))]
    public void What_needs_more_than_four_gigabytes_is_refused(string name)
    {
        Network network = NetworkOf(Layers[name]);
        StateDict weights = StateDict.Random(network);
        long before = GC.GetAllocatedBytesForCurrentThread();

        FluentActions.Invoking(() => network.Compile(weights, [1, 1, 2, 2]))
            .Should().Throw<NotSupportedException>().WithMessage("large needs *; the most is 4294967296 (CompileOptions.MaxActivationBytes)");

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(MostAllocated);
    }

    [Fact]
    public void Each_byte_of_activations_and_outputs_counts()
    {
        var builder = new NetworkBuilder();
        NetworkValue x = builder.Input("x");
        x = builder.Add("up", new Resize(new Size2d(8, 16)), x);
        Network network = builder.Build("small", builder.Add("mean", new Mean([2, 3]), builder.Add("softmax", new Softmax(3), x)));

        long needed = network.Compile(new StateDict(), [1, 1, 2, 2]).ActivationBytes + sizeof(float);

        network.Compile(new StateDict(), [1, 1, 2, 2], new CompileOptions { MaxActivationBytes = needed }).ActivationBytes.Should().Be(needed - sizeof(float));
        FluentActions.Invoking(() => network.Compile(new StateDict(), [1, 1, 2, 2], new CompileOptions { MaxActivationBytes = needed - 1 }))
            .Should().Throw<NotSupportedException>().WithMessage($"small needs {needed - sizeof(float)} bytes of activations, 4 of outputs and 0 of working memory*");
    }

    private static Network NetworkOf(Layer layer)
    {
        var builder = new NetworkBuilder();
        return builder.Build("large", builder.Add("layer", layer, builder.Input("x")));
    }
}
