using System.Numerics.Tensors;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Docs;

/// <summary>The README's code is compiled and run here, and its table is the library's.</summary>
public class ReadMeTests
{
    private const string ReadMe = "README.md";

    [Fact]
    public void The_table_is_what_the_library_says() => DocBlock.Check(ReadMe, "cost-by-groups", GroupedConvolutionTables.ByGroups());

    [Fact]
    public void The_ten_lines_run()
    {
        // begin-snippet: ten-lines
        var options = new GroupedConv2dOptions(inChannels: 256, outChannels: 512, kernel: 3) { Padding = 1, Groups = 32 };
        var layer = new GroupedConv2d(options, seed: 1);                 // or with your own weights [512, 8, 3, 3] and bias [512]

        Tensor<float> input = Tensor.CreateFromShape<float>([1, 256, 56, 56]);
        Tensor<float> output = layer.Forward(input);                     // [1, 512, 56, 56]

        ConvCost cost = layer.Cost(height: 56, width: 56);
        Console.WriteLine($"{cost.WeightParams} weights, {cost.WeightParamsRatio} of a standard convolution's");
        Console.WriteLine($"{cost.Flops} FLOPs, {cost.FlopsRatio} of a standard convolution's");
        Console.WriteLine(layer.Plan(height: 56, width: 56));            // which algorithm, why, and how much memory
        // end-snippet

        output.Lengths.ToArray().Should().Equal(1, 512, 56, 56);
        $"{cost.WeightParamsRatio} {cost.FlopsRatio}".Should().Be("1/32 1/32");
        CheckSnippet("ten-lines");
    }

    [Fact]
    public void Layers_in_a_blocked_layout_give_the_bits_of_planes()
    {
        // begin-snippet: blocked-layouts
        TensorLayout best = TensorLayouts.Best;                          // blocks of 8 channels, or of 16 with AVX-512
        var first = new GroupedConv2d(new GroupedConv2dOptions(32, 64, kernel: 3) { Padding = 1, OutputLayout = best }, seed: 1);
        var second = new GroupedConv2d(new GroupedConv2dOptions(64, 32, kernel: 1) { InputLayout = best }, seed: 2);

        Tensor<float> image = Tensor.CreateFromShape<float>([1, 32, 28, 28]);
        Tensor<float> between = first.Forward(image);                    // [1, 8, 28, 28, 8], or [1, 4, 28, 28, 16]
        Tensor<float> result = second.Forward(between);                  // [1, 32, 28, 28]
        // end-snippet

        int block = best.ChannelBlock();
        between.Lengths.ToArray().Should().Equal(1, 64 / block, 28, 28, block);
        result.Lengths.ToArray().Should().Equal(1, 32, 28, 28);
        float[] input = TestData.Uniform(32 * 28 * 28, seed: 3);
        float[] blocked = TestData.Run(second, 1, 28, 28, TestData.Run(first, 1, 28, 28, input));
        float[] planes = TestData.Run(InPlanes(second), 1, 28, 28, TestData.Run(InPlanes(first), 1, 28, 28, input));
        Bits.ShouldBeTheSame(blocked, planes, "a layout only says where a number lies");
        CheckSnippet("blocked-layouts");
    }

    private static GroupedConv2d InPlanes(GroupedConv2d layer) =>
        new(layer.Options with { InputLayout = TensorLayout.Nchw, OutputLayout = TensorLayout.Nchw }, layer.Weights, layer.Bias);

    private static void CheckSnippet(string name) =>
        DocBlock.Check(ReadMe, name, DocBlock.Fence("csharp", DocBlock.Snippet("tests/GroupConv.Tests/Docs/ReadMeTests.cs", name)));
}
