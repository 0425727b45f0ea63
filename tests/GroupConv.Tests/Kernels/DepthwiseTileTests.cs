using System.Runtime.Intrinsics;
using GroupConv.Depthwise;
using GroupConv.Memory;
using GroupConv.Planning;
using GroupConv.Tests.Support;
using GroupConv.Vectors;

namespace GroupConv.Tests.Kernels;

/// <summary>The tiles of Depthwise on every tier, and on vectors that no processor has, against the definition on every kind of edge.</summary>
public class DepthwiseTileTests
{
    private static readonly (int Lanes, Func<PreparedDepthwise, ConvCall> NewCall)[] Vectors =
    [
        (1, prepared => prepared.NewCall<Lanes1, float>(new Scratch())),
        (3, prepared => prepared.NewCall<OddLanes<Vector3>, Vector3>(new Scratch())),
        (4, prepared => prepared.NewCall<Lanes128, Vector128<float>>(new Scratch())),
        (5, prepared => prepared.NewCall<OddLanes<Vector5>, Vector5>(new Scratch())),
        (8, prepared => prepared.NewCall<Lanes256, Vector256<float>>(new Scratch())),
        (16, prepared => prepared.NewCall<Lanes512, Vector512<float>>(new Scratch())),
    ];

    // Both limits, one of them, none.
    private static readonly OutputClamp[] Clamps =
        [OutputClamp.Relu6, OutputClamp.Relu, new OutputClamp(float.NegativeInfinity, 0.1f), OutputClamp.None];

    public static IEnumerable<object[]> Tiles =>
        from vector in Enumerable.Range(0, Vectors.Length)
        from tile in new (int Kernel, int Stride)[] { (3, 1), (3, 2), (5, 1), (7, 1) }
        select new object[] { vector, tile.Kernel, tile.Stride };

    [Theory]
    [MemberData(nameof(Tiles))]
    public void Every_width_with_the_usual_padding(int index, int kernel, int stride)
    {
        for (int width = 1; width <= 4 * Vectors[index].Lanes + 5; width++)
            Check(index, Options(kernel, stride) with { Padding = kernel / 2 }, 2, 1 + width % 9, width);
    }

    [Theory]
    [MemberData(nameof(Tiles))]
    public void Padding_of_any_size_on_any_side(int index, int kernel, int stride)
    {
        for (int i = 0; i < 40; i++)
        {
            var padding = new Padding(i % 3, i % 5, i % 4, i % 7);
            Check(index, Options(kernel, stride) with { Padding = padding, Clamp = Clamps[i % Clamps.Length], Bias = i % 2 == 0 }, 1, 7 + i % 4, 7 + i);
        }
    }

    [Theory]
    [MemberData(nameof(Tiles))]
    public void Channel_multipliers_and_planes_cut_into_blocks(int index, int kernel, int stride)
    {
        Check(index, new GroupedConv2dOptions(3, 6, kernel) { Groups = 3, Stride = stride, Padding = 1 }, 1, 61, 9);
        Check(index, new GroupedConv2dOptions(1, 2, kernel) { Stride = stride, Padding = 3 }, 1, 300, 200);
    }

    private static GroupedConv2dOptions Options(int kernel, int stride) => new(3, 3, kernel) { Groups = 3, Stride = stride };

    private static unsafe void Check(int index, GroupedConv2dOptions options, int batch, int height, int width)
    {
        var layer = new GroupedConv2d(options, seed: width);
        ConvGeometry geometry = layer.Geometry(height, width, batch);
        float[] input = TestData.Uniform(geometry.InElements, height);
        float[] residual = width % 2 == 0 ? TestData.Uniform(geometry.OutElements, width) : [];
        var expected = new float[geometry.OutElements];
        ReferenceConvolution.Forward(geometry, input, layer.Weights, layer.Bias, residual, expected);

        (int lanes, Func<PreparedDepthwise, ConvCall> newCall) = Vectors[index];
        var weights = new LayerWeights(layer.Weights.ToArray(), layer.Bias.ToArray());
        ConvCall call = newCall(new PreparedDepthwise(new DepthwisePlan(geometry, VectorTier.Scalar, lanes), weights));
        // Room around the output shows what reaches over its ends.
        const int room = 32;
        var actual = new float[expected.Length + 2 * room];
        fixed (float* source = input, added = residual, destination = actual)
            call.Run(source, added, destination + room, maxThreads: 2, CancellationToken.None);
        Bits.ShouldBeTheSame(actual.AsSpan(room, expected.Length), expected, $"{layer} on {batch} x {height} x {width}, {lanes} lanes");
        actual[..room].Concat(actual[^room..]).Should().OnlyContain(value => value == 0f);
    }
}
