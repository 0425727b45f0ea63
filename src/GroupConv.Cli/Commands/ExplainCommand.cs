using System.CommandLine;
using GroupConv.Cli.Files;
using GroupConv.Cli.Output;

namespace GroupConv.Cli.Commands;

/// <summary><c>explain</c>: what each layer of a file costs, how it would run and why.</summary>
internal static class ExplainCommand
{
    public static Command Create(CliConsole console)
    {
        Option<Setting<string?>> layers = CommonOptions.Layers();
        Option<Setting<TensorLayout>> layout = CommonOptions.Layout();
        var command = new Command("explain", "Says what each layer costs, which algorithm it will run, and why.") { layers, layout };
        command.SetAction((parsed, cancellation) => Task.FromResult(
            Run(console, [.. InputFile.Read(parsed.Read(layers)!, LayerFile.Read).Select(layer => layer.In(parsed.Read(layout)))], cancellation)));
        return command;
    }

    private static int Run(CliConsole console, IReadOnlyList<Layer> layers, CancellationToken cancellation)
    {
        foreach (Layer layer in layers)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (string line in LayerExplanation.Lines(layer))
                console.Out.WriteLine(line);
        }

        return ExitCode.Success;
    }
}
