using System.Globalization;
using GroupConv.Cli;
using GroupConv.Networks.Files;
using GroupConv.Tests.Callers;
using GroupConv.Tests.Cli;
using GroupConv.Tests.Concurrency;
using GroupConv.Tests.Core;
using GroupConv.Tests.Guards;
using GroupConv.Tests.Kernels.MachineCode;
using GroupConv.Tests.Onnx.RandomGraphs;

namespace GroupConv.Tests.Support;

/// <summary>The tests' program: what <see cref="ChildProcess"/> runs. The first argument is the command, the others are the command's.</summary>
internal static class ChildProgram
{
    public const string Callers = "callers";
    public const string CommandLine = "command-line";
    public const string CompileTiles = "compile-tiles";
    public const string CompareOnnx = "compare-onnx";
    public const string Guards = "guards";
    public const string GuardStep = "guard-step";
    public const string HangInWrite = "hang-in-write";
    public const string HashLayers = "hash-layers";
    public const string Program = "program";
    public const string SlowProcess = "slow-process";
    public const string SoakCallers = "soak-callers";
    public const string WarmAllocations = "warm-allocations";
    public const string TrainUntilKilled = "train-until-killed";

    /// <summary>What <see cref="HangInWrite"/> says when it hangs.</summary>
    public const string IsWriting = "writing";

    public static int Main(string[] arguments) => arguments[0] switch
    {
        Callers => CallerRuns.Run(),
        CommandLine => CommandLineApp.RunAsync(arguments[1..], Console.Out, Console.Error).GetAwaiter().GetResult(),
        CompileTiles => TileCompiler.Compile(arguments[1..]),
        CompareOnnx => PeerProgram.Run(arguments[1..]),
        Guards => GuardCommands.Run(bool.Parse(arguments[1])),
        GuardStep => GuardCommands.Step(
            Enum.Parse<GuardedEnd>(arguments[1]), int.Parse(arguments[2], CultureInfo.InvariantCulture), bool.Parse(arguments[3]),
            int.Parse(arguments[4], CultureInfo.InvariantCulture)),
        HangInWrite => Hang(arguments[1]),
        HashLayers => LayerHashes.Print(),
        Program => global::GroupConv.Cli.Program.Main(arguments[1..]).GetAwaiter().GetResult(),
        SlowProcess => SlowProcessTests.Print(),
        SoakCallers => CallersSoak.Run(),
        WarmAllocations => Support.WarmAllocations.Print(arguments[1]),
        TrainUntilKilled => KilledTraining.Run(arguments[1..]),
        _ => throw new ArgumentException($"there is no command {arguments[0]}"),
    };

    /// <summary>Writes half of a file, and waits to be killed.</summary>
    private static int Hang(string path)
    {
        WholeFile.Write(path, stream =>
        {
            stream.Write(new byte[200_000]);
            Console.Out.WriteLine(IsWriting);
            Thread.Sleep(Timeout.Infinite);
        });
        return 0;
    }
}
