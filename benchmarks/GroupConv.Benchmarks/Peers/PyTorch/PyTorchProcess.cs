using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GroupConv.Cli;

namespace GroupConv.Benchmarks.Peers.PyTorch;

/// <summary>A Python interpreter that runs pytorch_peer.py: it answers each line of JSON with one.</summary>
internal sealed class PyTorchProcess : IDisposable
{
    private const string Variable = "GROUPCONV_PYTHON";
    private const string DefaultPython = "/usr/bin/python3"; // the one that apt-get's packages belong to
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Process _process;

    /// <exception cref="PeerMissingException">There is no interpreter, or it lacks a package.</exception>
    public PyTorchProcess(int threads)
    {
        string script = Path.Combine(SolutionFolder.Above(AppContext.BaseDirectory) ?? "", "benchmarks", "peers", "pytorch_peer.py");
        string python = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : DefaultPython;
        if (!File.Exists(python) || !File.Exists(script))
            throw new PeerMissingException($"{(File.Exists(python) ? script : python)} is not there");
        var start = new ProcessStartInfo(python, [script, threads.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        try
        {
            Version = (string)Read()["version"]!;
        }
        catch (Exception error) when (error is NotSupportedException or UserErrorException)
        {
            Dispose();
            throw new PeerMissingException(error.Message, error);
        }
    }

    public string Version { get; }

    public int Id => _process.Id;

    /// <param name="what">The request's name.</param>
    /// <param name="request">Its fields.</param>
    /// <returns>The answer's fields.</returns>
    /// <exception cref="NotSupportedException">The answer is an error.</exception>
    /// <exception cref="UserErrorException">The process has ended.</exception>
    public JsonObject Ask(string what, JsonObject request)
    {
        try
        {
            _process.StandardInput.WriteLine(new JsonObject { [what] = request }.ToJsonString());
            _process.StandardInput.Flush();
        }
        catch (IOException error)
        {
            throw new UserErrorException("pytorch: the process has ended", error);
        }

        return Read();
    }

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

    private JsonObject Read()
    {
        string line = _process.StandardOutput.ReadLine() ?? throw new UserErrorException("pytorch: the process has ended");
        JsonObject answer;
        try
        {
            answer = JsonNode.Parse(line)!.AsObject();
        }
        catch (JsonException error)
        {
            throw new UserErrorException($"pytorch: unexpected answer {line}", error);
        }

        return answer["error"] is { } reason ? throw new NotSupportedException((string?)reason) : answer;
    }
}
