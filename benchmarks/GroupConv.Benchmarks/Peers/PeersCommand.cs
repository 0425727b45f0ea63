using System.CommandLine;
using GroupConv.Benchmarks.Peers.Reports;
using GroupConv.Cli;
using GroupConv.Cli.Commands;
using GroupConv.Cli.Files;
using GroupConv.Cli.Output;

namespace GroupConv.Benchmarks.Peers;

/// <summary><c>peers</c>: ours and other libraries on the layers of a file, in the same run.</summary>
internal static class PeersCommand
{
    private const double MostSeconds = 600;

    private const string Description =
        "Times our convolution against other libraries on the layers of a file, in turns of some milliseconds, and compares the 25th "
        + "percentiles. Every peer's output is compared with ours first; exit code 1 if one differs. A peer that is not installed is "
        + "left out, with the command that installs it.";

    public static Command Create(CliConsole console)
    {
        Option<Setting<string?>> layers = CommonOptions.Layers();
        Option<Setting<int>> threads = CommonOptions.Threads();
        Option<Setting<double>> seconds = CommonOptions.Create(
            "--seconds", "Time for each layer and contender, beside warming up.",
            text => ValueText.Seconds(text, MostSeconds), byDefault: "0.5");
        Option<Setting<string[]?>> only = CommonOptions.Create<string[]?>(
            "--only", "Names of the layers to time, with commas; all by default.", text => text.Split(','));
        Option<Setting<IReadOnlyList<PeerEntry>>> peers = CommonOptions.Create(
            "--peers", "Peers to time, with commas.", PeerCatalog.Parse, byDefault: PeerCatalog.Names);
        Option<Setting<ConvAlgorithm>> algorithm = CommonOptions.Algorithm();
        Option<Setting<TensorLayout>> layout = CommonOptions.Layout();
        Option<Setting<BenchFormat>> format = CommonOptions.Format();
        var command = new Command("peers", Description) { layers, threads, seconds, only, peers, algorithm, layout, format };
        command.SetAction((parsed, _) =>
        {
            var settings = new PeersSettings(parsed.Read(threads), parsed.Read(seconds), parsed.Read(algorithm), parsed.Read(layout), parsed.Read(peers));
            IReadOnlyList<Layer> chosen = Choose(InputFile.Read(parsed.Read(layers)!, LayerFile.Read), parsed.Read(only));
            IPeersReport report = parsed.Read(format) == BenchFormat.Csv ? new PeersCsv(console) : new PeersTable(console);
            using var run = new PeersRun(settings, console, report);
            return Task.FromResult(run.Run(chosen));
        });
        return command;
    }

    private static IReadOnlyList<Layer> Choose(IReadOnlyList<Layer> layers, string[]? names)
    {
        if (names is null)
            return layers;
        string? unknown = names.FirstOrDefault(name => layers.All(layer => layer.Name != name));
        return unknown is null
            ? [.. layers.Where(layer => names.Contains(layer.Name))]
            : throw new UserErrorException($"--only names '{unknown}', which is not in the file");
    }
}
