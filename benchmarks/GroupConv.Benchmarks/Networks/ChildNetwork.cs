using System.Globalization;
using GroupConv.Benchmarks.Peers;
using GroupConv.Benchmarks.Peers.Timing;
using GroupConv.Cli;

namespace GroupConv.Benchmarks.Networks;

/// <summary>A network in a process of its own, seen from here.</summary>
internal sealed class ChildNetwork : IPreparedLayer
{
    private readonly LineProcess _process;

    /// <exception cref="UserErrorException">The process has ended; what it said is on the error output.</exception>
    public ChildNetwork(string contender, NetworkTask task)
    {
        // The program that runs is the file's own name, or dotnet with the file as its first argument.
        string program = Environment.ProcessPath!;
        string own = Path.Combine(AppContext.BaseDirectory, $"{typeof(ChildNetwork).Assembly.GetName().Name}.dll");
        string[] before = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [own] : [];
        _process = new LineProcess(contender, program, [.. before, NetworkChild.Argument, contender, .. task.ToArguments()]);
        try
        {
            Variant = _process.Read();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Variant { get; }

    public int ProcessId => _process.Id;

    /// <summary>KiB of resident memory, now and at the most.</summary>
    public (long Now, long Peak) Memory()
    {
        string[] words = _process.Ask("memory").Split(' ');
        return (long.Parse(words[0], CultureInfo.InvariantCulture), long.Parse(words[1], CultureInfo.InvariantCulture));
    }

    public void Burst(BurstShape shape, List<double> seconds) =>
        seconds.AddRange(Numbers(_process.Ask(FormattableString.Invariant($"burst {shape.WarmUpCalls} {shape.Samples} {shape.CallsPerSample}"))));

    public void CopyOutput(Span<float> output)
    {
        double[] values = Numbers(_process.Ask("output"));
        for (int i = 0; i < output.Length; i++)
            output[i] = (float)values[i];
    }

    public void Dispose() => _process.Dispose();

    private static double[] Numbers(string line) => [.. line.Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
}
