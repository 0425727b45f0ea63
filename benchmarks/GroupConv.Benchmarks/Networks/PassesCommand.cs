using System.CommandLine;
using System.Globalization;
using GroupConv.Benchmarks.Peers.Timing;
using GroupConv.Cli;
using GroupConv.Cli.Commands;
using GroupConv.Cli.Measurement;
using GroupConv.Cli.Output;
using GroupConv.Networks;

namespace GroupConv.Benchmarks.Networks;

/// <summary><c>passes</c>: what each pass of the compiler gains, by leaving it out.</summary>
internal static class PassesCommand
{
    private const double MostSeconds = 600;
    private const double BytesPerMib = 1 << 20;

    private const string Description =
        "Times ONNX models of one input and one output, compiled with every pass and without one of them, in turns. A figure is the time without "
        + "the pass as a multiple of the time with all; for memory, the MiB of activations without any two sharing it.";

    private static readonly (string Name, CompileOptions Options)[] Left =
    [
        ("fusion", CompileOptions.Default with { Fuse = false, FoldBatchNorms = false }),
        ("layouts", CompileOptions.Default with { ChooseLayouts = false }),
        ("halos", CompileOptions.Default with { KeepHalos = false }),
        ("any", CompileOptions.Plain),
    ];

    public static Command Create(CliConsole console)
    {
        var models = new Argument<string[]>("models") { Description = "ONNX files.", Arity = ArgumentArity.OneOrMore };
        Option<Setting<int>> threads = CommonOptions.Threads();
        Option<Setting<double>> seconds = CommonOptions.Create(
            "--seconds", "Time for each model and way to compile it, beside warming up.", text => ValueText.Seconds(text, MostSeconds), byDefault: "3");
        var command = new Command("passes", Description) { models, threads, seconds };
        command.SetAction((parsed, _) => Task.FromResult(Run(console, parsed.GetValue(models)!, parsed.Read(threads), parsed.Read(seconds))));
        return command;
    }

    private static int Run(CliConsole console, string[] models, int threads, double seconds)
    {
        console.Out.WriteLine(MachineText.Describe(threads));
        var table = new TextTable(["<model", "ms", .. Left.Select(left => $"without {left.Name}"), "MiB", "unshared"]);
        foreach (string model in models)
        {
            NetworkTask task = NetworkTask.Of(model, threads);
            GroupConvNetwork[] networks = [new(task), .. Left.Select(left => new GroupConvNetwork(task, left.Options))];
            var unshared = new GroupConvNetwork(task, CompileOptions.Default with { ReuseMemory = false });
            var rounds = new PeerRounds(networks);
            rounds.Run(seconds);
            double[] times = [.. rounds.Samples.Select(samples => samples.P25)];
            table.Add(
            [
                Path.GetFileNameWithoutExtension(model), Numbers.Short(1e3 * times[0]),
                .. times[1..].Select(time => (time / times[0]).ToString("0.00", CultureInfo.InvariantCulture)),
                Mib(networks[0]), Mib(unshared),
            ]);
            foreach (GroupConvNetwork network in networks.Append(unshared))
                network.Dispose();
        }

        table.WriteTo(console);
        return ExitCode.Success;
    }

    private static string Mib(GroupConvNetwork network) => Numbers.Short(network.ActivationBytes / BytesPerMib);
}
