using GroupConv.Tests.Kernels.MachineCode;

namespace GroupConv.Tests.Support;

/// <summary>The tests' program: what <see cref="ChildProcess"/> runs. The first argument is the command, the others are the command's.</summary>
internal static class ChildProgram
{
    public const string CompileTiles = "compile-tiles";
    public const string HashLayers = "hash-layers";

    public static int Main(string[] arguments) => arguments[0] switch
    {
        CompileTiles => TileCompiler.Compile(arguments[1..]),
        HashLayers => LayerHashes.Print(),
        _ => throw new ArgumentException($"there is no command {arguments[0]}"),
    };
}
