using System.CommandLine;
using GroupConv.Cli.Measurement;
using GroupConv.Cli.Output;

namespace GroupConv.Cli.Commands;

/// <summary><c>sweep</c>: the same convolution with several numbers of groups, counted and measured side by side.</summary>
internal static class SweepCommand
{
    public static Command Create(CliConsole console)
    {
        Option<int> inChannels = CommonOptions.Number("--in-channels", "Channels of the input.", 256);
        Option<int> outChannels = CommonOptions.Number("--out-channels", "Channels of the output.", 512);
        Option<int> kernel = CommonOptions.Number("--kernel", "Height and width of the kernel; the padding is half of it.", 3);
        Option<int> size = CommonOptions.Number("--size", "Height and width of the input.", 56);
        Option<int> batch = CommonOptions.Number("--batch", "Images.", 1);
        Option<IReadOnlyList<int>> groups = CommonOptions.Create<IReadOnlyList<int>>(
            "--groups", "Numbers of groups, with commas between them. G = 1 is always measured too, to compare with.",
            text => ArgumentText.Numbers(text, least: 1), [1, 2, 4, 8, 32]);
        Option<int> threads = CommonOptions.Threads();
        var command = new Command("sweep", "What grouping saves: params, FLOPs and time for several numbers of groups.")
        {
            inChannels, outChannels, kernel, size, batch, groups, threads,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(console, new SweepSettings(
            parsed.GetValue(inChannels), parsed.GetValue(outChannels), parsed.GetValue(kernel), parsed.GetValue(size),
            parsed.GetValue(batch), parsed.GetValue(groups)!, parsed.GetValue(threads)), cancellation)));
        return command;
    }

    private static int Run(CliConsole console, SweepSettings settings, CancellationToken cancellation)
    {
        SweepResult result = Sweep.Measure(settings, console, cancellation);
        SweepReport.Write(result, console);
        return ExitCode.Success;
    }
}
