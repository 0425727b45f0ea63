using System.Numerics.Tensors;

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
        DocBlock.Check(ReadMe, "ten-lines", DocBlock.Fence("csharp", DocBlock.Snippet("tests/GroupConv.Tests/Docs/ReadMeTests.cs", "ten-lines")));
    }
}
