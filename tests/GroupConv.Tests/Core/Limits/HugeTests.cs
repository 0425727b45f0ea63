using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Core.Limits;

/// <summary>
/// Layers whose input or output has over 2^31 elements, on native memory through views, as a caller with such memory would run them. Most
/// of the input is zero and never touched, so that the system keeps no memory for it; some images hold numbers, those on both sides of
/// 2^31 elements among them. All outputs are looked at.
/// </summary>
[Collection(nameof(RunsAlone))]
public unsafe class HugeTests
{
    private const int Side = 32;
    private const long Boundary = 1L << 31;

    public static TheoryData<ConvAlgorithm, int, int, int, int, TensorLayout> Layers => new()
    {
        // 16 channels in, one out: the input is large.
        { ConvAlgorithm.Im2colGemm, 16, 1, 1, 1, TensorLayout.Nchw },
        { ConvAlgorithm.SpatialLanes, 16, 1, 3, 1, TensorLayout.Nchw },
        { ConvAlgorithm.ChannelLanes, 16, 1, 3, 1, TensorLayout.Nchw },
        { ConvAlgorithm.Winograd, 16, 1, 3, 1, TensorLayout.Nchw },
        { ConvAlgorithm.Depthwise, 16, 16, 3, 16, TensorLayout.Nchw },
        // One in, 16 out: the output is.
        { ConvAlgorithm.Im2colGemm, 1, 16, 3, 1, TensorLayout.Nchw },
        { ConvAlgorithm.SpatialLanes, 1, 16, 3, 1, TensorLayout.Nchw },
        { ConvAlgorithm.ChannelLanes, 1, 16, 3, 1, TensorLayout.Nchw },
        { ConvAlgorithm.Winograd, 1, 16, 3, 1, TensorLayout.Nchw },
        { ConvAlgorithm.Depthwise, 1, 16, 3, 1, TensorLayout.Nchw },
        // Blocks of 16 as they lie, and through planes.
        { ConvAlgorithm.ChannelLanes, 16, 16, 3, 1, TensorLayout.Nchw16c },
        { ConvAlgorithm.SpatialLanes, 3, 1, 3, 1, TensorLayout.Nchw16c },
    };

    [HugeTheory]
    [MemberData(nameof(Layers))]
    public void Far_images_are_computed_from_far_inputs(ConvAlgorithm algorithm, int inChannels, int outChannels, int kernel, int groups, TensorLayout layout)
    {
        // With stride 2 the output of as many channels takes a quarter of the memory.
        int stride = inChannels == outChannels ? 2 : 1;
        var options = new GroupedConv2dOptions(inChannels, outChannels, kernel)
        {
            Groups = groups,
            Stride = stride,
            Padding = kernel / 2,
            Algorithm = algorithm,
            InputLayout = layout,
            OutputLayout = inChannels == outChannels ? layout : TensorLayout.Nchw,
        };
        var layer = new GroupedConv2d(options, seed: 1);
        ConvGeometry one = layer.Geometry(Side, Side);
        long largest = Math.Max(one.InElements, one.OutElements);
        var images = (int)(Boundary / largest + 3);
        ConvGeometry all = layer.Geometry(Side, Side, images);
        Math.Max(all.InElements, all.OutElements).Should().BeGreaterThan(Boundary);

        var input = (float*)NativeMemory.AllocZeroed((nuint)all.InElements, sizeof(float));
        var output = (float*)NativeMemory.Alloc((nuint)all.OutElements, sizeof(float));
        try
        {
            int[] marked = [0, images / 2 - 1, images / 2, images - 4, images - 3, images - 2, images - 1];
            foreach (int image in marked)
                TestData.Uniform(one.InElements, image).CopyTo(new Span<float>(input + image * one.InElements, (int)one.InElements));
            layer.Forward(
                new ReadOnlyTensorSpan<float>(input, (nint)all.InElements, all.InShape),
                new TensorSpan<float>(output, (nint)all.OutElements, all.OutShape));

            float[] empty = Expected(layer, new float[one.InElements]);
            for (int image = 0; image < images; image++)
            {
                float[] expected = marked.Contains(image) ? Expected(layer, TestData.Uniform(one.InElements, image)) : empty;
                var actual = new ReadOnlySpan<float>(output + image * one.OutElements, (int)one.OutElements);
                if (!MemoryMarshal.AsBytes(actual).SequenceEqual(MemoryMarshal.AsBytes(expected.AsSpan())))
                    Bits.ShouldBeTheSame(actual, expected, $"image {image} of {images}, {layer}");
            }
        }
        finally
        {
            NativeMemory.Free(input);
            NativeMemory.Free(output);
        }
    }

    /// <summary>One plane whose blocks are over 2^31 elements: once the clearing of the other 15 channels took the length in 32 bits.</summary>
    [HugeFact]
    public void A_plane_of_blocks_beyond_2_to_the_31_is_filled_up_with_zeros()
    {
        const int height = 8192, width = 16_400;
        var layer = new GroupedConv2d(new GroupedConv2dOptions(1, 1, 1) { Algorithm = ConvAlgorithm.SpatialLanes, OutputLayout = TensorLayout.Nchw16c }, seed: 1);
        ConvGeometry g = layer.Geometry(height, width);
        g.OutElements.Should().BeGreaterThan(Boundary);
        float weight = layer.Weights[0], bias = layer.Bias[0];
        var input = (float*)NativeMemory.AllocZeroed((nuint)g.InElements, sizeof(float));
        var output = (float*)NativeMemory.Alloc((nuint)g.OutElements, sizeof(float));
        try
        {
            NativeMemory.Fill(output, (nuint)(g.OutElements * sizeof(float)), 0x55);
            for (long position = 0; position < g.InElements; position += 1000)
                input[position] = position % 977;
            layer.Forward(new ReadOnlyTensorSpan<float>(input, (nint)g.InElements, g.InShape), new TensorSpan<float>(output, (nint)g.OutElements, g.OutShape));
            for (long position = 0; position < g.OutPlane; position++)
            {
                var block = new ReadOnlySpan<float>(output + 16 * position, 16);
                if (block[0] != MathF.FusedMultiplyAdd(weight, input[position], 0f) + bias || block[1..].ContainsAnyExcept(0f))
                    Assert.Fail($"position {position} holds {string.Join(", ", block.ToArray())}");
            }
        }
        finally
        {
            NativeMemory.Free(input);
            NativeMemory.Free(output);
        }
    }

    /// <summary>The layer's output for one image. Winograd, which has bits of its own, by itself on a batch of one.</summary>
    private static float[] Expected(GroupedConv2d layer, float[] image) =>
        layer.Options.Algorithm == ConvAlgorithm.Winograd ? TestData.Run(layer, 1, Side, Side, image) : TestData.Reference(layer, 1, Side, Side, image);
}
