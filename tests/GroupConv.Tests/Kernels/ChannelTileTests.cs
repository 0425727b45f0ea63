using System.Runtime.Intrinsics;
using GroupConv.ChannelLanes;
using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.Tests.Support;
using GroupConv.Vectors;

namespace GroupConv.Tests.Kernels;

/// <summary>ChannelLanes on every tier, and on vectors that no processor has, against the definition on every kind of rest.</summary>
public class ChannelTileTests
{
    private static readonly (int Lanes, Func<PreparedChannelLanes, ConvCall> NewCall)[] Vectors =
    [
        (1, prepared => new ChannelLanesCall<Lanes1, float>(prepared, new Scratch())),
        (3, prepared => new ChannelLanesCall<OddLanes<Vector3>, Vector3>(prepared, new Scratch())),
        (4, prepared => new ChannelLanesCall<Lanes128, Vector128<float>>(prepared, new Scratch())),
        (5, prepared => new ChannelLanesCall<OddLanes<Vector5>, Vector5>(prepared, new Scratch())),
        (8, prepared => new ChannelLanesCall<Lanes256, Vector256<float>>(prepared, new Scratch())),
        (16, prepared => new ChannelLanesCall<Lanes512, Vector512<float>>(prepared, new Scratch())),
    ];

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, Vectors.Length)];

    [Theory]
    [MemberData(nameof(Indices))]
    public void Every_count_of_channels_in_a_group(int index)
    {
        for (int channels = 1; channels <= 5 * Vectors[index].Lanes + 2; channels += 1 + channels / 9)
            Check(index, new GroupedConv2dOptions(4, 2 * channels, 3) { Groups = 2, Padding = 1, Clamp = new OutputClamp(-0.3f, 0.4f) }, 1, 6, 7);
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void Planes_of_every_size(int index)
    {
        for (int width = 1; width <= 19; width++)
            for (int height = 1; height <= 9; height += 2)
                Check(index, new GroupedConv2dOptions(2, 2 * Vectors[index].Lanes, (1, 3)) { Groups = 2, Padding = (0, 1), Bias = false }, 2, height, width);
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void Strides_dilations_and_padding_modes(int index)
    {
        for (int width = 5; width <= 30; width++)
        {
            var options = new GroupedConv2dOptions(4, 6, (3, 2))
            {
                Groups = 2,
                Stride = (1 + width % 2, 1 + width % 4),
                Dilation = (1 + width % 2, 1 + width % 3),
                Padding = width % 5 == 0 ? default : new Padding(2, 1, 0, 3),
                PaddingMode = (PaddingMode)(width % 4),
                Bias = width % 3 == 0,
            };
            Check(index, options, 1, 9, width);
        }
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void Groups_that_share_a_vector(int index)
    {
        int lanes = Vectors[index].Lanes;
        for (int groupChannels = 1; groupChannels <= 5; groupChannels++)
            for (int channels = Math.Max(1, lanes / groupChannels) * groupChannels; channels <= 2 * lanes + groupChannels; channels += groupChannels)
            {
                int variant = channels + groupChannels;
                var options = new GroupedConv2dOptions(channels, channels, (1 + variant % 3, 1 + variant % 4))
                {
                    Groups = channels / groupChannels,
                    Stride = (1 + variant % 2, 1 + variant % 3),
                    Dilation = (1, 1 + variant % 2),
                    Padding = variant % 3 == 0 ? default : new Padding(3, 1, variant % 5, 4),
                    Clamp = variant % 2 == 0 ? OutputClamp.Relu6 : OutputClamp.None,
                };
                Check(index, options, 2, 4 + variant % 9, 7 + variant % 6);
            }
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void Sums_that_go_on_from_the_block_of_taps_before(int index)
    {
        Check(index, new GroupedConv2dOptions(500, 33, 3) { Padding = 1 }, 1, 3, 5);
        Check(index, new GroupedConv2dOptions(1025, 20, 1) { Clamp = OutputClamp.Relu6 }, 1, 5, 11);
        // So many inputs that panels take turns with parts of them.
        Check(index, new GroupedConv2dOptions(1100, 40, 1) { Clamp = OutputClamp.Relu6 }, 1, 7, 8);
        Check(index, new GroupedConv2dOptions(600, 40, 1) { Stride = 2 }, 1, 13, 14);
    }

    private static unsafe void Check(int index, GroupedConv2dOptions options, int batch, int height, int width)
    {
        var layer = new GroupedConv2d(options, seed: width);
        ConvGeometry geometry = layer.Geometry(height, width, batch);
        float[] input = TestData.Uniform(geometry.InElements, height);
        float[] residual = width % 2 == 0 ? TestData.Uniform(geometry.OutElements, width) : [];
        var expected = new float[geometry.OutElements];
        ReferenceConvolution.Forward(geometry, input, layer.Weights, layer.Bias, residual, expected);

        (int lanes, Func<PreparedChannelLanes, ConvCall> newCall) = Vectors[index];
        var weights = new LayerWeights(layer.Weights.ToArray(), layer.Bias.ToArray());
        ConvCall call = newCall(new PreparedChannelLanes(new ChannelLanesPlan(geometry, VectorTier.Scalar, lanes), weights));
        var actual = new float[expected.Length];
        fixed (float* source = input, added = residual, destination = actual)
            call.Run(source, added, destination, maxThreads: 2, CancellationToken.None);
        Bits.ShouldBeTheSame(actual, expected, $"{layer} on {batch} x {height} x {width}, {lanes} lanes");
    }
}
