using System.Globalization;
using GroupConv.Cli.Measurement;

namespace GroupConv.Cli.Output;

/// <summary>Where the rows of <c>bench</c> go.</summary>
internal interface IBenchReport
{
    /// <param name="machine">What ran it: no row is worth anything without it.</param>
    void Begin(string machine);

    void Add(BenchRow row);

    void End();
}

/// <summary>For scripts: each row as soon as it is there; the machine is named on standard error.</summary>
internal sealed class BenchCsv(CliConsole console) : IBenchReport
{
    public void Begin(string machine)
    {
        console.Error.WriteLine(machine);
        console.Out.WriteLine("name,algorithm,median_ms,p25_ms,gflops,allocated_bytes");
    }

    public void Add(BenchRow row)
    {
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{row.Name},{row.Algorithm},{1e3 * row.MedianSeconds:0.00000},{1e3 * row.P25Seconds:0.00000},{row.Gflops:0.000},{row.AllocatedBytes}"));
        console.Out.Flush();
    }

    public void End()
    {
    }
}

/// <summary>For people.</summary>
internal sealed class BenchTable(CliConsole console) : IBenchReport
{
    private readonly TextTable _table = new("<layer", "<algorithm", "median ms", "p25 ms", "GFLOP/s", "allocated bytes");

    public void Begin(string machine)
    {
        console.Out.WriteLine(machine);
        console.Out.WriteLine("GFLOP/s from the 25th percentile (p25), FLOPs = 2 x MACs; allocated bytes a call, of the whole process");
        console.Out.WriteLine();
    }

    public void Add(BenchRow row) => _table.Add(row.Name, $"{row.Algorithm}", Numbers.Short(1e3 * row.MedianSeconds),
        Numbers.Short(1e3 * row.P25Seconds), Numbers.Short(row.Gflops), $"{row.AllocatedBytes}");

    public void End() => _table.WriteTo(console);
}
