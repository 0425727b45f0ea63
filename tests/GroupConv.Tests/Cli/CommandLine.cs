using GroupConv.Cli;
using GroupConv.Cli.Files;

namespace GroupConv.Tests.Cli;

/// <summary>Runs the command line in this process, in a folder of its own.</summary>
public sealed class CommandLine : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("groupconv-tests-");

    public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    public string Write(string name, byte[] contents)
    {
        File.WriteAllBytes(Path(name), contents);
        return Path(name);
    }

    public string Write(string name, string contents)
    {
        File.WriteAllText(Path(name), contents);
        return Path(name);
    }

    /// <summary>A .npy file of the numbers 0, 1, 2, ... divided by 8.</summary>
    public string WriteNpy(string name, params int[] shape)
    {
        int length = shape.Aggregate(1, (product, axis) => product * axis);
        using FileStream stream = File.Create(Path(name));
        NpyFile.Write(stream, new TensorData(shape, [.. Enumerable.Range(0, length).Select(i => i / 8f)]));
        return Path(name);
    }

    /// <summary>All files of the folder, hidden ones too.</summary>
    public IEnumerable<string> Files() => _folder.EnumerateFiles().Select(file => file.Name).Order();

    public static async Task<(int Code, string Output, string Error)> RunAsync(CancellationToken cancellation, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await CommandLineApp.RunAsync(args, output, error, cancellation);
        return (code, output.ToString(), error.ToString());
    }

    public static Task<(int Code, string Output, string Error)> RunAsync(params string[] args) => RunAsync(CancellationToken.None, args);

    public void Dispose() => _folder.Delete(recursive: true);
}
