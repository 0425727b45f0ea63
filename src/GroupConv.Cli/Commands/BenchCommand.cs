using System.CommandLine;
using GroupConv.Cli.Files;
using GroupConv.Cli.Measurement;
using GroupConv.Cli.Output;

namespace GroupConv.Cli.Commands;

/// <summary>How <c>bench</c> writes its rows.</summary>
internal enum BenchFormat
{
    Table,
    Csv,
}

/// <summary><c>bench</c>: every layer of a file, measured.</summary>
internal static class BenchCommand
{
    private const double MostSeconds = 600;

    public static Command Create(CliConsole console)
    {
        Option<Setting<string?>> layers = CommonOptions.Layers();
        Option<Setting<int>> threads = CommonOptions.Threads();
        Option<Setting<ConvAlgorithm>> algorithm = CommonOptions.Algorithm();
        Option<Setting<TensorLayout>> layout = CommonOptions.Layout();
        Option<Setting<BenchFormat>> format = CommonOptions.Format();
        Option<Setting<double>> seconds = CommonOptions.Create(
            "--seconds", "Time for each layer, beside its warming up.", text => ValueText.Seconds(text, MostSeconds), byDefault: "0.3");
        var command = new Command("bench", "Measures the layers of a file; GFLOP/s are from the 25th percentile.")
        {
            layers, threads, algorithm, layout, format, seconds,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            console,
            [.. InputFile.Read(parsed.Read(layers)!, LayerFile.Read).Select(layer => layer.In(parsed.Read(layout)))],
            new BenchSettings(parsed.Read(threads), parsed.Read(algorithm), parsed.Read(seconds)),
            parsed.Read(format) == BenchFormat.Csv ? new BenchCsv(console) : new BenchTable(console),
            cancellation)));
        return command;
    }

    private static int Run(
        CliConsole console, IReadOnlyList<Layer> layers, BenchSettings settings, IBenchReport report, CancellationToken cancellation)
    {
        foreach (Layer layer in layers)
            MemoryNeed.ThrowIfTooLarge(layer);
        report.Begin(MachineText.Describe(settings.Threads));
        int measured = console.WithProgress("measuring", layers.Count, progress => layers.Count(layer =>
        {
            progress.Report(layer.Name);
            try
            {
                report.Add(LayerBench.Measure(layer, settings, cancellation));
                return true;
            }
            catch (NotSupportedException error)
            {
                console.Complain($"{layer.Name} is left out: {ErrorText.OneLine(error)}");
                return false;
            }
        }));
        report.End();
        return measured > 0 ? ExitCode.Success : throw new UserErrorException("none of the layers could be measured");
    }
}
