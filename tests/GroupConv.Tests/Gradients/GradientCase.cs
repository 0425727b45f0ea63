using GroupConv.Cli.Verification;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Gradients;

/// <summary>A layer from planes to planes without a clamp, with numbers to run its gradients on.</summary>
internal sealed class GradientCase
{
    public GradientCase(ConvGeometry geometry, int seed = 1)
    {
        Geometry = geometry;
        Input = TestData.Uniform(geometry.InElements, seed);
        OutputGradient = TestData.Uniform(geometry.OutElements, seed + 1);
        Weights = TestData.Uniform(geometry.WeightElements, seed + 2);
        Bias = geometry.Options.Bias ? TestData.Uniform(geometry.OutChannels, seed + 3) : [];
    }

    public ConvGeometry Geometry { get; }

    public float[] Input { get; }

    public float[] OutputGradient { get; }

    public float[] Weights { get; }

    public float[] Bias { get; }

    /// <summary>Random convolutions of all kinds; the same seed gives the same ones.</summary>
    public static IEnumerable<GradientCase> Draw(int count, int seed, long mostMacs)
    {
        Random random = RandomGeometry.Generator(seed);
        for (int i = 0; i < count;)
        {
            ConvGeometry drawn = RandomGeometry.Draw(random);
            GroupedConv2dOptions options = drawn.Options with
            {
                InputLayout = TensorLayout.Nchw,
                OutputLayout = TensorLayout.Nchw,
                Clamp = OutputClamp.None,
            };
            var geometry = new ConvGeometry(options, drawn.Batch, drawn.InHeight, drawn.InWidth);
            if (geometry.Batch * geometry.OutChannels * geometry.OutPlane * geometry.Taps <= mostMacs && geometry.WeightElements <= mostMacs)
                yield return new GradientCase(geometry, seed + i++);
        }
    }

    public GroupedConv2d Layer() => new(Geometry.Options, Weights, Bias);

    public GroupedConv2d Layer(GroupedConv2dOptions options) => new(options, Weights, Bias);

    public float[] InputGradient(GroupedConv2d layer, int maxThreads = 0)
    {
        var gradient = new float[Geometry.InElements];
        layer.BackwardInput(OutputGradient, Geometry.Batch, Geometry.InHeight, Geometry.InWidth, gradient, maxThreads);
        return gradient;
    }

    public (float[] Weights, float[] Bias) WeightGradients(GroupedConv2d layer, int maxThreads = 0)
    {
        var weights = new float[Geometry.WeightElements];
        var bias = new float[Geometry.OutChannels];
        layer.BackwardWeights(Input, OutputGradient, Geometry.Batch, Geometry.InHeight, Geometry.InWidth, weights, bias, maxThreads);
        return (weights, bias);
    }

    public override string ToString() => $"batch {Geometry.Batch}, {Geometry.InHeight}x{Geometry.InWidth}, {Geometry.Options}";
}
