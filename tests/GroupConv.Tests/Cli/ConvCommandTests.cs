using GroupConv.Cli;
using GroupConv.Cli.Files;

namespace GroupConv.Tests.Cli;

public sealed class ConvCommandTests : IDisposable
{
    private readonly CommandLine _cli = new();

    [Theory]
    [InlineData("Auto")]
    [InlineData("Reference")]
    [InlineData("Im2colGemm")]
    [InlineData("spatiallanes")]
    public async Task ConvWritesTheReferencesBits(string algorithm)
    {
        string input = _cli.WriteNpy("x.npy", 2, 4, 6, 5);
        string weight = _cli.WriteNpy("w.npy", 6, 2, 3, 2);
        string bias = _cli.WriteNpy("b.npy", 6);

        (int code, string output, string error) = await CommandLine.RunAsync(
            "conv", "--input", input, "--weight", weight, "--bias", bias, "--groups", "2", "--stride", "2,1", "--padding", "1,0,2,1",
            "--dilation", "1,2", "--algorithm", algorithm, "--output", _cli.Path("y.npy"));

        (code, error).Should().Be((ExitCode.Success, ""));
        output.Should().ContainAll("input [2, 4, 6, 5], weights [6, 2, 3, 2], groups 2 -> output [2, 6, 4, 4]", "72 params + 6 bias", "FLOP", " ms ", algorithm == "spatiallanes" ? "SpatialLanes" : "");
        var options = new GroupedConv2dOptions(4, 6, (3, 2)) { Groups = 2, Stride = (2, 1), Padding = new Padding(1, 0, 2, 1), Dilation = (1, 2) };
        var geometry = new ConvGeometry(options, 2, 6, 5);
        var expected = new float[geometry.OutElements];
        ReferenceConvolution.Forward(geometry, Read(input).Values, Read(weight).Values, Read(bias).Values, expected);
        Read(_cli.Path("y.npy")).Values.Should().Equal(expected);
        _cli.Files().Should().Equal("b.npy", "w.npy", "x.npy", "y.npy");
    }

    /// <summary>Once "the sizes are too large".</summary>
    [Theory]
    [InlineData("5")]
    [InlineData("1000000000")]
    [InlineData("2147483647")]
    public async Task AStrideBeyondTheInputLeavesTheFirstWindow(string stride)
    {
        string input = _cli.WriteNpy("x.npy", 1, 2, 4, 5), weight = _cli.WriteNpy("w.npy", 4, 1, 3, 3);

        (int code, string output, string error) = await CommandLine.RunAsync(
            "conv", "--input", input, "--weight", weight, "--groups", "2", "--stride", stride, "--padding", "1", "--output", _cli.Path("y.npy"));

        (code, error).Should().Be((ExitCode.Success, ""));
        output.Should().Contain("output [1, 4, 1, 1]");
        float[] x = Read(input).Values, w = Read(weight).Values;
        var expected = new float[4];
        for (int oc = 0; oc < 4; oc++)
            for (int row = 0; row < 2; row++)
                for (int column = 0; column < 2; column++)
                    expected[oc] += w[oc * 9 + (row + 1) * 3 + column + 1] * x[oc / 2 * 20 + row * 5 + column];
        Read(_cli.Path("y.npy")).Values.Should().Equal(expected, "the numbers are eighths, so that sums are exact");
    }

    [Fact]
    public async Task ConvFromPictureToPicture()
    {
        string input = _cli.Write("x.ppm", [.. "P6 1 1 255 "u8, 30, 60, 90]);
        string weight = Npy("w.npy", [3, 1, 1, 1], [1f, 2f, 3f]);

        (int code, _, _) = await CommandLine.RunAsync("conv", "--input", input, "--weight", weight, "--groups", "3", "--output", _cli.Path("y.ppm"));

        code.Should().Be(ExitCode.Success);
        File.ReadAllBytes(_cli.Path("y.ppm")).Should().Equal([.. "P6\n1 1\n255\n"u8, 30, 120, 255]);
    }

    [Theory]
    [InlineData("given groups 3 and weights [3, 1, 3, 3], the input needs 3 channels, but [1, 4, 5, 5] has 4", "--groups", "3")]
    [InlineData("the bias must have shape [3], but has [4]", "--groups", "4", "--bias", "b.npy")]
    [InlineData("OutChannels must be divisible by Groups, but got OutChannels 3 and Groups 4", "--groups", "4")]
    [InlineData("the weights must be [Cout, Cin/G, Kh, Kw], but have shape [4]", "--weight", "b.npy")]
    public async Task ConvRefusesShapesThatDoNotFit(string complaint, params string[] more)
    {
        _cli.WriteNpy("x.npy", 1, 4, 5, 5);
        _cli.WriteNpy("w.npy", 3, 1, 3, 3);
        _cli.WriteNpy("b.npy", 4);
        var args = new List<string> { "conv", "--input", _cli.Path("x.npy"), "--output", _cli.Path("y.npy") };
        if (!more.Contains("--weight"))
            args.AddRange(["--weight", _cli.Path("w.npy")]);
        args.AddRange(more.Select(word => word.EndsWith(".npy", StringComparison.Ordinal) ? _cli.Path(word) : word));

        (int code, _, string error) = await CommandLine.RunAsync([.. args]);

        code.Should().Be(ExitCode.UserError);
        error.Should().Contain(complaint);
        _cli.Files().Should().Equal("b.npy", "w.npy", "x.npy");
    }

    [Theory]
    [InlineData("y.ppm", "holds [1, 3, H, W], but the output is [1, 4, 5, 5]")]
    [InlineData("y.pgm", "holds [1, 1, H, W], but the output is [1, 4, 5, 5]")]
    public async Task ConvRefusesAPictureThatCannotHoldTheOutput(string name, string complaint)
    {
        string input = _cli.WriteNpy("x.npy", 1, 4, 5, 5);
        string weight = _cli.WriteNpy("w.npy", 4, 1, 1, 1);

        (int code, _, string error) = await CommandLine.RunAsync("conv", "--input", input, "--weight", weight, "--groups", "4", "--output", _cli.Path(name));

        code.Should().Be(ExitCode.UserError);
        error.Should().Contain(complaint);
    }

    [Fact]
    public async Task ConvOfAnEmptyBatchWritesAnEmptyOutput()
    {
        string input = _cli.WriteNpy("x.npy", 0, 2, 5, 5);
        string weight = _cli.WriteNpy("w.npy", 2, 2, 3, 3);

        (int code, _, _) = await CommandLine.RunAsync("conv", "--input", input, "--weight", weight, "--output", _cli.Path("y.npy"));

        code.Should().Be(ExitCode.Success);
        Read(_cli.Path("y.npy")).Shape.Should().Equal(0, 2, 3, 3);
    }

    private static TensorData Read(string path) => InputFile.Read(path, NpyFile.Read);

    private string Npy(string name, int[] shape, float[] values)
    {
        using FileStream stream = File.Create(_cli.Path(name));
        NpyFile.Write(stream, new TensorData(shape, values));
        return _cli.Path(name);
    }

    public void Dispose() => _cli.Dispose();
}
