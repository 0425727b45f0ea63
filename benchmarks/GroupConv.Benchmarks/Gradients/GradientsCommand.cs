using System.CommandLine;
using GroupConv.Cli;
using GroupConv.Cli.Commands;
using GroupConv.Cli.Files;
using GroupConv.Cli.Measurement;
using GroupConv.Cli.Output;

namespace GroupConv.Benchmarks.Gradients;

/// <summary><c>gradients</c>: what the gradients of a file's layers take beside the forward convolution, in the same run.</summary>
internal static class GradientsCommand
{
    private const double MostSeconds = 600;

    private const string Description =
        "Times the gradients of input and weights of the layers of a file whose stride is 1 in turns with the forward convolution, and "
        + "compares the 25th percentiles. All three have as many multiply-adds. The last lines are the geometric means over the grouped layers.";

    public static Command Create(CliConsole console)
    {
        Option<Setting<string?>> layers = CommonOptions.Layers();
        Option<Setting<int>> threads = CommonOptions.Threads();
        Option<Setting<double>> seconds = CommonOptions.Create(
            "--seconds", "Time for each layer, beside warming up.", text => ValueText.Seconds(text, MostSeconds), byDefault: "1");
        var command = new Command("gradients", Description) { layers, threads, seconds };
        command.SetAction((parsed, _) => Task.FromResult(
            Run(console, InputFile.Read(parsed.Read(layers)!, LayerFile.Read), parsed.Read(threads), parsed.Read(seconds))));
        return command;
    }

    private static int Run(CliConsole console, IReadOnlyList<Layer> layers, int threads, double seconds)
    {
        console.Out.WriteLine(MachineText.Describe(threads));
        var table = new TextTable("<layer", "forward GFLOP/s", "input gradient", "weight gradient", "input ratio", "weight ratio");
        var grouped = new List<double[]>();
        foreach (Layer layer in layers.Where(layer => layer.Geometry.Options.Stride == 1))
        {
            var run = new GradientLayer(layer.Geometry, threads);
            var rounds = new InterleavedRounds(run.Forward, run.BackwardInput, run.BackwardWeights);
            rounds.Run(seconds, _ => { }, CancellationToken.None);
            double[] gflops = [.. rounds.Samples.Select(samples => run.Gflops(samples.P25))];
            if (layer.Geometry.Groups > 1)
                grouped.Add(gflops);
            table.Add(Row(layer.Name, gflops));
        }

        if (grouped.Count > 0)
            table.Add(Row($"geometric mean of {grouped.Count} grouped layers", [.. Enumerable.Range(0, 3).Select(i => GeometricMean(grouped, i))]));
        table.WriteTo(console);
        return ExitCode.Success;
    }

    private static string[] Row(string name, double[] gflops) =>
    [
        name, .. gflops.Select(Numbers.Short), Numbers.Percent(gflops[1] / gflops[0]), Numbers.Percent(gflops[2] / gflops[0]),
    ];

    private static double GeometricMean(List<double[]> rows, int column) => Math.Exp(rows.Average(row => Math.Log(row[column])));
}
