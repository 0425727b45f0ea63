using System.CommandLine;
using GroupConv.Cli.Files;
using GroupConv.Cli.Networks;
using GroupConv.Cli.Output;
using GroupConv.Networks;
using GroupConv.Networks.Files;

namespace GroupConv.Cli.Commands;

/// <summary><c>run</c>: a network on files.</summary>
internal static class RunCommand
{
    public static Command Create(CliConsole console)
    {
        Argument<string> model = NetworkOptions.Model();
        Option<Setting<string?>> weights = NetworkOptions.Weights();
        Option<Setting<IReadOnlyDictionary<string, TensorShape>>> shapes = NetworkOptions.Shapes();
        var input = new Option<string[]>("--input")
        {
            Description = ".npy of float32, or a picture, .ppm or .pgm; once for each input of the network, in their order.",
            Required = true,
            AllowMultipleArgumentsPerToken = false,
        };
        Option<Setting<double>> scale = CommonOptions.Create(
            "--scale", "Pictures: what a sample from 0 to 255 is multiplied with.", PictureInput.Fraction, byDefault: "1/255");
        Option<Setting<IReadOnlyList<double>>> mean = CommonOptions.Create(
            "--mean", "Pictures: what is subtracted then, one number or one for each channel.", PictureInput.Fractions, byDefault: "0");
        Option<Setting<IReadOnlyList<double>>> std = CommonOptions.Create(
            "--std", "Pictures: what it is divided by then, likewise.", PictureInput.Fractions, byDefault: "1");
        Option<Setting<string?>> output = CommonOptions.Path("--output", ".npy to write; of several outputs each goes to a file with its name in it.");
        Option<Setting<int>> top = CommonOptions.Number("--top", "How many of the likeliest classes to print; 0 for none.", byDefault: 0, least: 0);
        Option<Setting<string?>> labels = CommonOptions.Path("--labels", "A text file with the name of a class on each line.");
        Option<Setting<int>> threads = CommonOptions.Threads();
        var command = new Command("run", "Runs a network: an ONNX file, or one of the library's with weights from a file.")
        {
            model, weights, shapes, input, scale, mean, std, output, top, labels, threads,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            console,
            new NetworkRunRequest(
                parsed.GetValue(model)!, parsed.Read(weights), parsed.Read(shapes), parsed.GetValue(input)!,
                new PictureInput(parsed.Read(scale), parsed.Read(mean), parsed.Read(std)), parsed.Read(output), parsed.Read(threads)),
            parsed.Read(top), parsed.Read(labels), cancellation)));
        return command;
    }

    private static int Run(CliConsole console, NetworkRunRequest request, int top, string? labelFile, CancellationToken cancellation)
    {
        IReadOnlyList<string>? labels = labelFile is null ? null : InputFile.Read(labelFile, (stream, _) => LabelFile.Read(stream));
        NetworkRunResult result = NetworkRunner.Run(request, cancellation);
        CompiledNetwork network = result.Network;
        long macs = network.Network.Macs([.. network.Inputs.Select(input => input.Shape)]);
        console.Out.WriteLine(
            $"{VisibleText.Of(network.Network.Name)}: {Tensors(network.Inputs)} -> {Tensors(network.Outputs)}; {network.Network.Params} params, "
            + $"{Numbers.MegaFlop(2 * macs)} MFLOP (2 x MACs); made ready in {Numbers.Short(1e3 * result.CompileSeconds)} ms, "
            + $"first run {Numbers.Short(1e3 * result.RunSeconds)} ms");
        if (top > 0)
            TopClasses.Write(console, result.Outputs[0], top, labels);
        return ExitCode.Success;
    }

    private static string Tensors(IReadOnlyList<NetworkTensorInfo> tensors) => string.Join(", ", tensors.Select(tensor => $"{VisibleText.Of(tensor.Name)} {tensor.Shape}"));
}
