using GroupConv.Tests.Support;

namespace GroupConv.Tests.Kernels;

/// <summary>
/// One value that is not like the others, at every place it can be in the input and in the weights: it reaches the outputs that have it
/// among their taps and no others, with the bits of the definition.
/// </summary>
public class SpecialValueTests
{
    private static readonly float[] Specials = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -1e-40f, -0f];

    private static readonly SampleLayer[] Small =
    [
        new("groups", new(4, 6, 3) { Groups = 2, Padding = 1 }, 5, 7),
        new("stride and dilation", new(2, 3, (2, 4)) { Stride = (2, 1), Dilation = (1, 2), Padding = new(1, 0, 0, 3) }, 4, 8),
        new("pointwise", new(5, 4, 1), 2, 5),
        new("depthwise 3x3", new(2, 2, 3) { Groups = 2, Padding = 1 }, 4, 9),
        new("depthwise 3x3, stride 2", new(2, 2, 3) { Groups = 2, Stride = 2, Padding = 1 }, 5, 9),
        new("depthwise 5x5", new(1, 1, 5) { Padding = 2 }, 5, 9),
        new("depthwise 7x7", new(1, 1, 7) { Padding = 3 }, 5, 9),
    ];

    public static TheoryData<string> Samples => [.. Small.Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_special_input_spreads_as_in_the_definition(string name)
    {
        SampleLayer sample = Small.Single(one => one.Name == name);
        float[] weights = Weights(sample), input = Input(sample);
        GroupedConv2d[] layers = [.. Layers(sample, weights)];
        for (int place = 0; place < input.Length; place++)
            foreach (float special in Specials)
            {
                float[] changed = Changed(input, place, special);
                float[] expected = TestData.Reference(layers[0], 1, sample.Height, sample.Width, changed);
                foreach (GroupedConv2d layer in layers)
                    Bits.ShouldBeTheSame(Run(layer, sample, changed), expected, $"{special} at {place}: {layer.Options}");
            }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_special_weight_spreads_as_in_the_definition(string name)
    {
        SampleLayer sample = Small.Single(one => one.Name == name);
        float[] weights = Weights(sample), input = Input(sample);
        for (int place = 0; place < weights.Length; place++)
            foreach (float special in Specials)
            {
                float[]? expected = null;
                foreach (GroupedConv2d layer in Layers(sample, Changed(weights, place, special)))
                {
                    expected ??= TestData.Reference(layer, 1, sample.Height, sample.Width, input);
                    Bits.ShouldBeTheSame(Run(layer, sample, input), expected, $"{special} at {place}: {layer.Options}");
                }
            }
    }

    /// <summary>The definition itself, against the receptive field worked out from the input's side.</summary>
    [Theory]
    [MemberData(nameof(Samples))]
    public void A_nan_reaches_exactly_the_outputs_that_see_it(string name)
    {
        SampleLayer sample = Small.Single(one => one.Name == name);
        var layer = new GroupedConv2d(sample.Options, Weights(sample), new float[sample.Options.OutChannels]);
        ConvGeometry g = layer.Geometry(sample.Height, sample.Width);
        for (int place = 0; place < g.InElements; place++)
        {
            int ic = place / (int)g.InPlane, h = place / g.InWidth % g.InHeight, w = place % g.InWidth;
            var seen = new bool[g.OutElements];
            foreach (int oc in Enumerable.Range(ic / g.InChannelsPerGroup * g.OutChannelsPerGroup, g.OutChannelsPerGroup))
                foreach (int oh in Seeing(h + g.PadTop, g.Kernel.Height, g.Stride.Height, g.Dilation.Height, g.OutHeight))
                    foreach (int ow in Seeing(w + g.PadLeft, g.Kernel.Width, g.Stride.Width, g.Dilation.Width, g.OutWidth))
                        seen[(oc * g.OutHeight + oh) * g.OutWidth + ow] = true;
            float[] output = TestData.Reference(layer, 1, sample.Height, sample.Width, Changed(Input(sample), place, float.NaN));
            output.Select(float.IsNaN).Should().Equal(seen, $"NaN at [{ic}, {h}, {w}]");
        }
    }

    private static IEnumerable<int> Seeing(int padded, int kernel, int stride, int dilation, int outputs) =>
        from tap in Enumerable.Range(0, kernel)
        let start = padded - tap * dilation
        where start >= 0 && start % stride == 0 && start / stride < outputs
        select start / stride;

    /// <summary>Some weights are zero: a kernel that left out their products would lose 0 * infinity, which is NaN.</summary>
    private static float[] Weights(SampleLayer sample)
    {
        float[] weights = TestData.Uniform(new ConvGeometry(sample.Options, 1, sample.Height, sample.Width).WeightElements, 1);
        for (int i = 1; i < weights.Length; i += 4)
            weights[i] = 0;
        return weights;
    }

    private static float[] Input(SampleLayer sample) => TestData.Uniform((long)sample.Options.InChannels * sample.Height * sample.Width, 2);

    private static float[] Changed(float[] values, int place, float special)
    {
        float[] changed = [.. values];
        changed[place] = special;
        return changed;
    }

    private static IEnumerable<GroupedConv2d> Layers(SampleLayer sample, float[] weights) =>
        from algorithm in TestData.Algorithms(sample.Options, sample.Height, sample.Width)
        from tier in VectorTiers.All
        select new GroupedConv2d(sample.Options with { Bias = false, Algorithm = algorithm, Tier = tier }, weights);

    private static float[] Run(GroupedConv2d layer, SampleLayer sample, float[] input) =>
        TestData.Run(layer, 1, sample.Height, sample.Width, input, maxThreads: 1);
}
