using System.CommandLine;
using System.Text;
using GroupConv.Cli.Files;
using GroupConv.Cli.Measurement;
using GroupConv.Cli.Networks;
using GroupConv.Cli.Output;
using GroupConv.Networks;
using GroupConv.Networks.Models;

namespace GroupConv.Cli.Commands;

/// <summary><c>summary</c>: a network's layers, and what they cost.</summary>
internal static class SummaryCommand
{
    private const double MostSeconds = 600;

    public static Command Create(CliConsole console)
    {
        Argument<string?> model = new("model") { Description = ModelSource.Description, Arity = ArgumentArity.ZeroOrOne };
        Option<Setting<string?>> weights = NetworkOptions.Weights();
        Option<Setting<IReadOnlyDictionary<string, TensorShape>>> shapes = NetworkOptions.Shapes();
        Option<Setting<string?>> html = CommonOptions.Path("--html", "A page with charts to write, complete in itself.");
        Option<Setting<double>> seconds = CommonOptions.Create(
            "--seconds", "How long to measure the time of the layers; 0 for not at all.",
            text => text == "0" ? 0 : ValueText.Seconds(text, MostSeconds), byDefault: "1");
        Option<Setting<int>> threads = CommonOptions.Threads();
        var command = new Command("summary", "Lists a network's layers with shapes, params, work and time; without a model, the networks there are.")
        {
            model, weights, shapes, html, seconds, threads,
        };
        command.SetAction((parsed, cancellation) =>
        {
            string? name = parsed.GetValue(model);
            return Task.FromResult(name is null
                ? List(console)
                : Run(console, ModelSource.Load(name, parsed.Read(weights), parsed.Read(shapes)), parsed.Read(html), parsed.Read(threads), parsed.Read(seconds), cancellation));
        });
        return command;
    }

    private static int List(CliConsole console)
    {
        var table = new TextTable("<network", "params", "MFLOP", "<input", "<source");
        foreach (NamedModel model in NamedModels.All)
        {
            Network network = model.Create();
            table.Add(model.Name, $"{network.Params}", Numbers.MegaFlop(2 * network.Macs(model.Input)), model.Input.ToString(), model.Source);
        }

        table.WriteTo(console);
        return ExitCode.Success;
    }

    private static int Run(CliConsole console, ModelSource source, string? html, int threads, double seconds, CancellationToken cancellation)
    {
        if (html is not null)
            AtomicFile.ThrowIfUnwritable(html);
        NetworkProfile? profile = seconds > 0 ? source.Measure(threads, seconds, cancellation) : null;
        NetworkSummary summary = source.Network.Summary(source.InputShapes, profile?.MillisecondsByNode());
        console.Out.Write(summary);
        if (profile?.WhyNotSteady is { } why)
            console.Out.WriteLine(Steadiness.Warning(why));
        if (html is not null)
            AtomicFile.Write(html, stream => stream.Write(Encoding.UTF8.GetBytes(summary.ToHtml())));
        return ExitCode.Success;
    }
}
