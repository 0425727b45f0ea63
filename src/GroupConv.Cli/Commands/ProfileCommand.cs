using System.CommandLine;
using GroupConv.Cli.Measurement;
using GroupConv.Cli.Networks;
using GroupConv.Cli.Output;
using GroupConv.Networks;
using GroupConv.Networks.Files;

namespace GroupConv.Cli.Commands;

/// <summary><c>profile</c>: where a network's time goes.</summary>
internal static class ProfileCommand
{
    private const double MostSeconds = 600;

    public static Command Create(CliConsole console)
    {
        Argument<string> model = NetworkOptions.Model();
        Option<Setting<string?>> weights = NetworkOptions.Weights();
        Option<Setting<IReadOnlyDictionary<string, TensorShape>>> shapes = NetworkOptions.Shapes();
        Option<Setting<double>> seconds = CommonOptions.Create(
            "--seconds", "How long to measure.", text => ValueText.Seconds(text, MostSeconds), byDefault: "3");
        Option<Setting<int>> threads = CommonOptions.Threads();
        var command = new Command("profile", "Measures the time of each step of a network. Without weights they are random.")
        {
            model, weights, shapes, seconds, threads,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            console, ModelSource.Load(parsed.GetValue(model)!, parsed.Read(weights), parsed.Read(shapes)), parsed.Read(threads), parsed.Read(seconds), cancellation)));
        return command;
    }

    private static int Run(CliConsole console, ModelSource source, int threads, double seconds, CancellationToken cancellation)
    {
        console.Out.WriteLine(MachineText.Describe(threads));
        NetworkProfile profile = source.Measure(threads, seconds, cancellation);
        CompiledNetwork network = profile.Network;
        IReadOnlyList<double> milliseconds = profile.Milliseconds;
        NetworkShapes shapes = source.Network.Shapes(source.InputShapes);
        double total = milliseconds.Sum();
        var table = new TextTable("<step", "<layers", "<details", "<output", "<algorithm", "ms", "of all", "GFLOP/s");
        for (int i = 0; i < milliseconds.Count; i++)
        {
            NetworkNode[] nodes = [.. network.Steps[i].Nodes.Select(node => source.Network.Nodes[node])];
            long macs = nodes.Sum(node => node.Layer.Macs(shapes.InputsOf(node)));
            table.Add(
                network.Steps[i].Name,
                string.Join(" + ", nodes.Select(node => node.Layer.Kind)),
                nodes.Length > 0 ? nodes[0].Layer.Details : "",
                nodes.Length > 0 ? shapes[nodes[^1].Output].ToString() : "",
                network.Steps[i].Plan is { } plan ? $"{plan.Algorithm}{Layouts(plan.Geometry.Options)}" : "",
                Numbers.Short(milliseconds[i]), total > 0 ? Numbers.Percent(milliseconds[i] / total) : "",
                macs > 0 && milliseconds[i] > 0 ? Numbers.Short(2 * macs / (1e6 * milliseconds[i])) : "");
        }

        table.WriteTo(console);
        long all = source.Network.Macs(source.InputShapes);
        console.Out.WriteLine(
            $"{VisibleText.Of(source.Network.Name)}: {Numbers.Short(total)} ms, {Numbers.MegaFlop(2 * all)} MFLOP (2 x MACs), "
            + $"{Numbers.Short(total > 0 ? 2 * all / (1e6 * total) : 0)} GFLOP/s; activations {network.ActivationBytes / 1024} KiB; ms is the 25th percentile of each step");
        if (profile.WhyNotSteady is { } why)
            console.Out.WriteLine(Steadiness.Warning(why));
        return ExitCode.Success;
    }

    private static string Layouts(GroupedConv2dOptions options) =>
        options.InputLayout == TensorLayout.Nchw && options.OutputLayout == TensorLayout.Nchw ? "" : $", {options.InputLayout} to {options.OutputLayout}";
}
