using GroupConv.Planning;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Kernels;

/// <summary>Outputs with zeros around their planes, which the next layer of a network reads in place of its padding.</summary>
public class OutputHaloTests
{
    private static readonly Padding[] Halos = [1, (0, 2), new(1, 0, 0, 0), new(0, 0, 2, 1), new(2, 1, 0, 3)];

    public static TheoryData<TensorLayout, VectorTier> Blocks
    {
        get
        {
            var blocks = new TheoryData<TensorLayout, VectorTier>();
            foreach (VectorTier tier in VectorTiers.All.Where(tier => tier != VectorTier.Scalar)) // a block would be 8 rows of a tile
            {
                blocks.Add(TensorLayout.Nchw8c, tier);
                blocks.Add(TensorLayout.Nchw16c, tier);
            }

            return blocks;
        }
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void The_outputs_are_those_without_and_everything_around_them_is_zero(TensorLayout layout, VectorTier tier)
    {
        var pointwise = new GroupedConv2dOptions(32, 64, 1) { InputLayout = layout, OutputLayout = layout, Tier = tier, Clamp = OutputClamp.Relu };
        foreach (Padding halo in Halos)
        {
            Check(pointwise with { OutputHalo = halo }, 2, 9, 7);
            Check(pointwise with { OutputHalo = halo, Kernel = 3, Groups = 2, Padding = 1, Stride = 2 }, 1, 30, 31);
            Check(pointwise with { OutputHalo = halo, InputLayout = TensorLayout.Nchw }, 1, 5, 5);
        }
    }

    [Fact]
    public void Planes_have_no_halo()
    {
        var geometry = new ConvGeometry(new GroupedConv2dOptions(32, 64, 1) { OutputHalo = 1 }, 1, 8, 8);
        Planner.Candidates(geometry).Should().BeEmpty();
        FluentActions.Invoking(() => Planner.Plan(geometry)).Should().Throw<NotSupportedException>().WithMessage("*halo*");
    }

    private static unsafe void Check(GroupedConv2dOptions options, int batch, int height, int width)
    {
        var geometry = new ConvGeometry(options, batch, height, width);
        var weights = new LayerWeights(TestData.Uniform(geometry.WeightElements, seed: 1), TestData.Uniform(geometry.OutChannels, seed: 2));
        float[] input = TestData.Uniform(geometry.InElements, seed: 3);
        var plain = new float[geometry.OutElements];
        ReferenceConvolution.Forward(new ConvGeometry(options with { OutputHalo = default }, batch, height, width), input, weights.Weights, weights.Bias, [], plain);

        int block = options.OutputLayout.ChannelBlock();
        long planes = geometry.OutElements / block / geometry.OutPlane;
        var expected = new float[planes * geometry.OutMemoryPlane * block];
        for (long plane = 0; plane < planes; plane++)
            for (int row = 0; row < geometry.OutHeight; row++)
                plain.AsSpan((int)((plane * geometry.OutPlane + row * geometry.OutWidth) * block), geometry.OutWidth * block)
                    .CopyTo(expected.AsSpan((int)((plane * geometry.OutMemoryPlane + geometry.OutStart + row * geometry.OutPitch) * block)));

        ConvPlan plan = Planner.Plan(geometry);
        ConvCall call = Planner.Prepare(plan, weights).NewCall(new GroupConv.Memory.Scratch());
        float[] actual = new float[expected.Length + 16];
        actual.AsSpan().Fill(float.NaN);
        fixed (float* source = input, destination = actual)
            call.Run(source, null, destination, maxThreads: 2, CancellationToken.None);
        Bits.ShouldBeTheSame(actual.AsSpan(0, expected.Length), expected, $"{plan}, halo {options.OutputHalo}");
        actual.AsSpan(expected.Length).ToArray().Should().OnlyContain(value => float.IsNaN(value), "nothing behind the last plane is written");
    }
}
