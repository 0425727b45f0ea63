using System.CommandLine;
using GroupConv.Cli.Output;

namespace GroupConv.Cli.Commands;

/// <summary><c>conv</c>: one convolution from files to a file.</summary>
internal static class ConvCommand
{
    public static Command Create(CliConsole console)
    {
        Option<Setting<string?>> input = CommonOptions.Path(
            "--input", "[N, Cin, H, W]: .npy of float32, or a picture, .ppm (3 channels) or .pgm (1), with values 0 to 1.", required: true);
        Option<Setting<string?>> weight = CommonOptions.Path("--weight", "[Cout, Cin/G, Kh, Kw]: .npy of float32.", required: true);
        Option<Setting<string?>> bias = CommonOptions.Path("--bias", "[Cout]: .npy of float32.");
        Option<Setting<int>> groups = CommonOptions.Number("--groups", "Groups, G.", 1);
        Option<Setting<Size2d>> stride = Steps("--stride");
        Option<Setting<Padding>> padding = CommonOptions.Create(
            "--padding", "One number, vertical,horizontal, top,left,bottom,right, valid, same-upper or same-lower.", ValueText.Padding,
            byDefault: "0");
        Option<Setting<Size2d>> dilation = Steps("--dilation");
        Option<Setting<ConvAlgorithm>> algorithm = CommonOptions.Algorithm();
        Option<Setting<int>> threads = CommonOptions.Threads();
        Option<Setting<string?>> output = CommonOptions.Path(
            "--output", "[N, Cout, OutHeight, OutWidth]: .npy, or .ppm or .pgm with values clamped to 0..1.", required: true);
        var command = new Command("conv", "Convolves a tensor or a picture.")
        {
            input, weight, bias, groups, stride, padding, dilation, algorithm, threads, output,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(console, new ConvRequest(
            parsed.Read(input)!, parsed.Read(weight)!, parsed.Read(bias), parsed.Read(output)!,
            new GroupedConv2dOptions(1, 1, 1)
            {
                Groups = parsed.Read(groups),
                Stride = parsed.Read(stride),
                Padding = parsed.Read(padding),
                Dilation = parsed.Read(dilation),
                Algorithm = parsed.Read(algorithm),
            },
            parsed.Read(threads)), cancellation)));
        return command;
    }

    private static Option<Setting<Size2d>> Steps(string name) =>
        CommonOptions.Create(name, "One number, or vertical,horizontal.", text => ValueText.Size(text, least: 1), byDefault: "1");

    private static int Run(CliConsole console, ConvRequest request, CancellationToken cancellation)
    {
        ConvResult result = ConvRun.Run(request, cancellation);
        GroupedConv2dOptions options = result.Geometry.Options;
        ConvCost cost = ConvCost.Of(result.Geometry);
        console.Out.WriteLine(
            $"input {result.InputShape}, weights {result.WeightShape}, groups {options.Groups} -> output {result.OutputShape}; "
            + $"{cost.WeightParams} params + {cost.BiasParams} bias, {Numbers.MegaFlop(cost.Flops)} MFLOP (2 x MACs), "
            + $"{Numbers.Short(1e3 * result.Seconds)} ms (first call, packing included), {result.Algorithm}");
        return ExitCode.Success;
    }
}
