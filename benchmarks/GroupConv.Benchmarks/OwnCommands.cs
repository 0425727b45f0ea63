using System.CommandLine;
using System.CommandLine.Help;
using GroupConv.Benchmarks.Gradients;
using GroupConv.Benchmarks.Networks;
using GroupConv.Benchmarks.Peers;
using GroupConv.Benchmarks.Training;
using GroupConv.Cli;
using GroupConv.Cli.Output;

namespace GroupConv.Benchmarks;

/// <summary>The commands of this program; all other arguments are BenchmarkDotNet's.</summary>
internal static class OwnCommands
{
    /// <summary>Runs the command that the first argument names.</summary>
    /// <returns>Its exit code; null where it names none.</returns>
    public static async Task<int?> RunAsync(string[] args)
    {
        var console = new CliConsole(Console.Out, Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected);
        var root = new Command("GroupConv.Benchmarks")
        {
            new HelpOption(), PeersCommand.Create(console), NetworksCommand.Create(console), PassesCommand.Create(console),
            GradientsCommand.Create(console), TrainingCommand.Create(console),
        };
        return args.Length > 0 && root.Subcommands.Any(command => command.Name == args[0])
            ? await CommandLineApp.RunAsync(root, args, console, CancellationToken.None)
            : null;
    }
}
