using System.Diagnostics;
using GroupConv.Cli;

namespace GroupConv.Benchmarks.Peers;

/// <summary>A process that answers each line with one, until its input ends.</summary>
internal sealed class LineProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly string _name;
    private readonly Process _process;

    /// <param name="name">Whose process it is, for messages.</param>
    /// <param name="program">The program's file.</param>
    /// <param name="arguments">Its arguments.</param>
    public LineProcess(string name, string program, IEnumerable<string> arguments)
    {
        _name = name;
        _process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    public int Id => _process.Id;

    /// <exception cref="UserErrorException">The process has ended.</exception>
    public string Ask(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException error)
        {
            throw new UserErrorException($"{_name}: the process has ended", error);
        }

        return Read();
    }

    /// <summary>A line that it writes without being asked: its first.</summary>
    /// <exception cref="UserErrorException">The process has ended.</exception>
    public string Read() => _process.StandardOutput.ReadLine() ?? throw new UserErrorException($"{_name}: the process has ended");

    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close(); // it ends with its input
        }
        catch (IOException)
        {
        }

        if (!_process.WaitForExit(Patience))
            _process.Kill();
        _process.Dispose();
    }
}
