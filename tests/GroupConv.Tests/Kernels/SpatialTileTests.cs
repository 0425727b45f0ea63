using System.Runtime.Intrinsics;
using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.SpatialLanes;
using GroupConv.Tests.Support;
using GroupConv.Tiles;
using GroupConv.Vectors;

namespace GroupConv.Tests.Kernels;

/// <summary>The tiles of SpatialLanes on every tier, and on vectors that no processor has, against the definition on every kind of tail.</summary>
public class SpatialTileTests
{
    private static readonly (int Lanes, Func<PreparedSpatialLanes, ConvCall> NewCall)[] Vectors =
    [
        (1, prepared => new SpatialLanesCall<Lanes1, float>(prepared, new Scratch())),
        (3, prepared => new SpatialLanesCall<OddLanes<Vector3>, Vector3>(prepared, new Scratch())),
        (4, prepared => new SpatialLanesCall<Lanes128, Vector128<float>>(prepared, new Scratch())),
        (5, prepared => new SpatialLanesCall<OddLanes<Vector5>, Vector5>(prepared, new Scratch())),
        (8, prepared => new SpatialLanesCall<Lanes256, Vector256<float>>(prepared, new Scratch())),
        (16, prepared => new SpatialLanesCall<Lanes512, Vector512<float>>(prepared, new Scratch())),
    ];

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, Vectors.Length)];

    [Theory]
    [MemberData(nameof(Indices))]
    public void Rows_narrower_and_wider_than_a_vector(int index)
    {
        for (int width = 1; width <= 2 * Vectors[index].Lanes + 3; width++)
            for (int height = 1; height <= 9; height += 4)
                Check(index, new GroupedConv2dOptions(2, 2, (1, 3)) { Groups = 2, Padding = (0, 1) }, 2, height, width);
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void Every_count_of_channels_in_a_group(int index)
    {
        for (int channels = 1; channels <= 13; channels++)
            Check(index, new GroupedConv2dOptions(4, 2 * channels, 3) { Groups = 2, Padding = 1, Clamp = new OutputClamp(-0.3f, 0.4f) }, 1, 6, 17);
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void Pointwise_planes_of_every_size(int index)
    {
        for (int positions = 1; positions <= 6 * Vectors[index].Lanes + 3; positions++)
            Check(index, new GroupedConv2dOptions(6, 9, 1) { Groups = 3 }, 2, 1, positions);
        Check(index, new GroupedConv2dOptions(3, 5, 1), 1, 40, 50);
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
                Padding = new Padding(2, 1, 0, 3),
                PaddingMode = (PaddingMode)(width % 4),
                Bias = width % 3 == 0,
            };
            Check(index, options, 1, 9, width);
        }
    }

    [Theory]
    [InlineData(1, new[] { 1 })]
    [InlineData(4, new[] { 4 })]
    [InlineData(5, new[] { 3, 2 })]
    [InlineData(6, new[] { 4, 2 })]
    [InlineData(9, new[] { 4, 3, 2 })]
    [InlineData(11, new[] { 4, 4, 3 })]
    public void A_group_is_cut_into_panels_without_a_single_channel_left_over(int channels, int[] expected) =>
        RowPanel.Of(channels).Select(panel => panel.Rows).Should().Equal(expected);

    private static unsafe void Check(int index, GroupedConv2dOptions options, int batch, int height, int width)
    {
        var layer = new GroupedConv2d(options, seed: width);
        float[] input = TestData.Uniform((long)batch * options.InChannels * height * width, height);
        float[] expected = TestData.Reference(layer, batch, height, width, input);

        (int lanes, Func<PreparedSpatialLanes, ConvCall> newCall) = Vectors[index];
        var plan = new SpatialLanesPlan(layer.Geometry(height, width, batch), VectorTier.Scalar, lanes);
        var weights = new LayerWeights(layer.Weights.ToArray(), layer.Bias.ToArray());
        ConvCall call = newCall(new PreparedSpatialLanes(plan, weights));
        var actual = new float[expected.Length];
        fixed (float* source = input, destination = actual)
            call.Run(source, null, destination, maxThreads: 2, CancellationToken.None);
        Bits.ShouldBeTheSame(actual, expected, $"{layer} on {batch} x {height} x {width}, {lanes} lanes");
    }
}
