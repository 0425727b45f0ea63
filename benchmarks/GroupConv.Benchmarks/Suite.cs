using GroupConv.Cli.Files;

namespace GroupConv.Benchmarks;

/// <summary>The layers of a suite file, which <c>--layers FILE.csv</c> names.</summary>
internal static class Suite
{
    /// <summary>Names the file for the processes that BenchmarkDotNet starts, which get no arguments of ours.</summary>
    public const string Variable = "GROUPCONV_LAYERS";

    /// <summary>Empty where no file is named.</summary>
    /// <exception cref="InvalidFileException">The file cannot be read, or a line of it is wrong.</exception>
    public static IReadOnlyList<Layer> Layers { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? InputFile.Read(path, LayerFile.Read) : [];

    public static Layer Find(string name) => Layers.First(layer => layer.Name == name);
}
