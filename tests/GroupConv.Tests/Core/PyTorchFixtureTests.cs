using System.Text.Json;
using GroupConv.Tests.Support;

namespace GroupConv.Tests.Core;

/// <summary>Random geometries and the outputs of PyTorch's conv2d; made by tests/peers/make_pytorch_fixture.py.</summary>
public class PyTorchFixtureTests
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static readonly Case[] Cases = JsonSerializer.Deserialize<Case[]>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "pytorch-conv2d.json")), SnakeCase)!;

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, Cases.Length)];

    [Theory]
    [MemberData(nameof(Indices))]
    public void Our_output_is_that_of_PyTorch(int index)
    {
        Case c = Cases[index];
        var options = new GroupedConv2dOptions(c.CIn, c.COut, (c.Kernel[0], c.Kernel[1]))
        {
            Stride = (c.Stride[0], c.Stride[1]),
            Padding = new Padding(c.Padding[0], c.Padding[1], c.Padding[2], c.Padding[3]),
            Dilation = (c.Dilation[0], c.Dilation[1]),
            Groups = c.Groups,
            Bias = c.Bias,
            PaddingMode = Enum.Parse<PaddingMode>(c.Mode, ignoreCase: true),
        };
        var layer = new GroupedConv2d(options, Numbers(options.WeightElements, 2), c.Bias ? Numbers(c.COut, 3) : []);
        ConvGeometry geometry = layer.Geometry(c.H, c.W, c.N);
        c.Shape.Should().Equal(c.N, geometry.OutChannels, geometry.OutHeight, geometry.OutWidth);

        float[] actual = TestData.Run(layer, c.N, c.H, c.W, Numbers(geometry.InElements, 1));
        float scale = c.Output.Max(MathF.Abs);
        for (int i = 0; i < actual.Length; i++)
            actual[i].Should().BeApproximately(c.Output[i], 1e-5f * scale, "element {0} of {1}", i, layer);
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
        int N, int CIn, int H, int W, int COut, int[] Kernel, int[] Stride, int[] Padding, int[] Dilation, int Groups, bool Bias, string Mode,
        int[] Shape, float[] Output);
}
