using System.Text.Json;

namespace GroupConv.Tests.Gradients;

/// <summary>Random geometries and what PyTorch's autograd gives for them; made by tests/peers/make_pytorch_gradients.py.</summary>
public class PyTorchGradientTests
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly Case[] Cases = JsonSerializer.Deserialize<Case[]>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "pytorch-gradients.json")), SnakeCase)!;

    public static TheoryData<int> Convolutions => [.. Enumerable.Range(0, Cases.Length).Where(i => !Cases[i].Transposed)];

    public static TheoryData<int> Transposed => [.. Enumerable.Range(0, Cases.Length).Where(i => Cases[i].Transposed)];

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void Gradients_of_a_convolution_are_those_of_PyTorch(int index)
    {
        Case c = Cases[index];
        var options = new GroupedConv2dOptions(c.CIn, c.COut, (c.Kernel[0], c.Kernel[1]))
        {
            Stride = (c.Stride[0], c.Stride[1]),
            Padding = c.Pads,
            Dilation = (c.Dilation[0], c.Dilation[1]),
            Groups = c.Groups,
            PaddingMode = Enum.Parse<PaddingMode>(c.Mode, ignoreCase: true),
        };
        var layer = new GroupedConv2d(options, Numbers(options.WeightElements, 2), Numbers(c.COut, 3));
        ConvGeometry geometry = layer.Geometry(c.H, c.W, c.N);
        c.Shape.Should().Equal(c.N, geometry.OutChannels, geometry.OutHeight, geometry.OutWidth);

        float[] input = Numbers(geometry.InElements, 1), outputGradient = Numbers(geometry.OutElements, 4);
        float[] inputGradient = new float[input.Length], weights = new float[options.WeightElements], bias = new float[c.COut];
        layer.BackwardInput(outputGradient, c.N, c.H, c.W, inputGradient);
        layer.BackwardWeights(input, outputGradient, c.N, c.H, c.W, weights, bias);
        ShouldBeClose(inputGradient, c.InputGradient);
        ShouldBeClose(weights, c.WeightGradient);
        ShouldBeClose(bias, c.BiasGradient);
    }

    [Theory]
    [MemberData(nameof(Transposed))]
    public void Output_and_gradients_of_a_transposed_convolution_are_those_of_PyTorch(int index)
    {
        Case c = Cases[index];
        var options = new GroupedConvTranspose2dOptions(c.CIn, c.COut, (c.Kernel[0], c.Kernel[1]))
        {
            Stride = (c.Stride[0], c.Stride[1]),
            Padding = c.Pads,
            OutputPadding = (c.OutputPadding[0], c.OutputPadding[1]),
            Dilation = (c.Dilation[0], c.Dilation[1]),
            Groups = c.Groups,
        };
        var layer = new GroupedConvTranspose2d(options, Numbers(c.WeightGradient.Length, 2), Numbers(c.COut, 3));
        layer.OutSize(c.H, c.W).Should().Be(new Size2d(c.Shape[2], c.Shape[3]));

        float[] input = Numbers(c.InputGradient.Length, 1), output = new float[c.Output.Length], outputGradient = Numbers(c.Output.Length, 4);
        layer.Forward(input, c.N, c.H, c.W, output);
        ShouldBeClose(output, c.Output);
        float[] inputGradient = new float[input.Length], weights = new float[c.WeightGradient.Length], bias = new float[c.COut];
        layer.BackwardInput(outputGradient, c.N, c.H, c.W, inputGradient);
        layer.BackwardWeights(input, outputGradient, c.N, c.H, c.W, weights, bias);
        ShouldBeClose(inputGradient, c.InputGradient);
        ShouldBeClose(weights, c.WeightGradient);
        ShouldBeClose(bias, c.BiasGradient);
    }

    private static void ShouldBeClose(float[] actual, float[] expected)
    {
        actual.Length.Should().Be(expected.Length);
        float scale = expected.Max(MathF.Abs);
        for (int i = 0; i < actual.Length; i++)
            actual[i].Should().BeApproximately(expected[i], 2e-6f * scale + 1e-7f, "element {0}", i);
    }

    /// <summary>The script's numbers: in [-0.5, 0.5), exact in float.</summary>
    private static float[] Numbers(long count, uint salt)
    {
        var values = new float[count];
        for (uint i = 0; i < count; i++)
            values[i] = ((i + salt) * 2654435761u >> 16) / 65536f - 0.5f;
        return values;
    }

    private sealed record Case(
        int N, int CIn, int H, int W, int COut, int[] Kernel, int[] Stride, int[] Padding, int[] OutputPadding, int[] Dilation, int Groups,
        string Mode, bool Transposed, int[] Shape, float[] Output, float[] InputGradient, float[] WeightGradient, float[] BiasGradient)
    {
        public Padding Pads => new(Padding[0], Padding[1], Padding[2], Padding[3]);
    }
}
