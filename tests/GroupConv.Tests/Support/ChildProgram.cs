using System.Globalization;
using GroupConv.Cli;
using GroupConv.Tests.Cli;
using GroupConv.Tests.Concurrency;
using GroupConv.Tests.Guards;
using GroupConv.Tests.Kernels.MachineCode;

namespace GroupConv.Tests.Support;

/// <summary>The tests' program: what <see cref="ChildProcess"/> runs. The first argument is the command, the others are the command's.</summary>
internal static class ChildProgram
{
    public const string CommandLine = "command-line";
    public const string CompileTiles = "compile-tiles";
    public const string Guards = "guards";
    public const string GuardStep = "guard-step";
    public const string HashLayers = "hash-layers";
    public const string SoakCallers = "soak-callers";
    public const string TrainUntilKilled = "train-until-killed";

    public static int Main(string[] arguments) => arguments[0] switch
    {
        CommandLine => CommandLineApp.RunAsync(arguments[1..], Console.Out, Console.Error).GetAwaiter().GetResult(),
        CompileTiles => TileCompiler.Compile(arguments[1..]),
        Guards => GuardCommands.Run(bool.Parse(arguments[1])),
        GuardStep => GuardCommands.Step(
            Enum.Parse<GuardedEnd>(arguments[1]), int.Parse(arguments[2], CultureInfo.InvariantCulture), bool.Parse(arguments[3]),
            int.Parse(arguments[4], CultureInfo.InvariantCulture)),
        HashLayers => LayerHashes.Print(),
        SoakCallers => CallersSoak.Run(double.Parse(arguments[1], CultureInfo.InvariantCulture)),
        TrainUntilKilled => KilledTraining.Run(arguments[1..]),
        _ => throw new ArgumentException($"there is no command {arguments[0]}"),
    };
}
