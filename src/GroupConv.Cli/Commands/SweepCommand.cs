using System.CommandLine;
using GroupConv.Cli.Measurement;
using GroupConv.Cli.Output;

namespace GroupConv.Cli.Commands;

/// <summary><c>sweep</c>: the same convolution with several numbers of groups, counted and measured side by side.</summary>
internal static class SweepCommand
{
    public static Command Create(CliConsole console)
    {
        Option<Setting<int>> inChannels = CommonOptions.Number("--in-channels", "Channels of the input.", 256);
        Option<Setting<int>> outChannels = CommonOptions.Number("--out-channels", "Channels of the output.", 512);
        Option<Setting<int>> kernel = CommonOptions.Number("--kernel", "Height and width of the kernel; the padding is half of it.", 3);
        Option<Setting<int>> size = CommonOptions.Number("--size", "Height and width of the input.", 56);
        Option<Setting<int>> batch = CommonOptions.Number("--batch", "Images.", 1);
        Option<Setting<IReadOnlyList<int>>> groups = CommonOptions.Create<IReadOnlyList<int>>(
            "--groups", "Numbers of groups, with commas between them. G = 1 is always measured too, to compare with.",
            text => ValueText.Numbers(text, least: 1), byDefault: "1,2,4,8,32");
        Option<Setting<int>> threads = CommonOptions.Threads();
        Option<Setting<ConvAlgorithm>> algorithm = CommonOptions.Algorithm();
        var command = new Command("sweep", "What grouping saves: params, FLOPs and time for several numbers of groups.")
        {
            inChannels, outChannels, kernel, size, batch, groups, threads, algorithm,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(console, new SweepSettings(
            parsed.Read(inChannels), parsed.Read(outChannels), parsed.Read(kernel), parsed.Read(size),
            parsed.Read(batch), parsed.Read(groups), parsed.Read(threads), parsed.Read(algorithm)), cancellation)));
        return command;
    }

    private static int Run(CliConsole console, SweepSettings settings, CancellationToken cancellation)
    {
        SweepResult result = console.WithProgress("measuring", Sweep.Steps, progress => Sweep.Measure(settings, progress, cancellation));
        SweepReport.Write(result, console);
        return ExitCode.Success;
    }
}
